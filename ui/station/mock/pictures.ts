function drawn(width: number, height: number, draw: (pen: CanvasRenderingContext2D) => void): string {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (!pen) return ''
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#222'
  draw(pen)
  return canvas.toDataURL('image/png').replace(/^.*,/, '')
}

/** Looks a little like a scanned card. */
export function cardPicture(width: number): string {
  return drawn(width, width * 0.63, (pen) => {
    const unit = width / 40
    pen.fillStyle = '#dfeaf3'
    pen.fillRect(unit, unit, width - 2 * unit, width * 0.63 - 2 * unit)
    pen.fillStyle = '#345'
    pen.font = `${unit * 2}px sans-serif`
    ;['姓名 符大勇', '性别 男  民族 黎', '出生 1979 年 6 月 23 日', '住址 椰林镇华北村'].forEach((line, at) =>
      pen.fillText(line, unit * 3, unit * (5 + at * 4)),
    )
    pen.fillStyle = '#b9c7d3'
    pen.fillRect(width - unit * 12, unit * 4, unit * 8, unit * 10)
  })
}

/** Looks a little like a printed page. */
export function pagePicture(title: string, page: number): string {
  return drawn(794, 1123, (pen) => {
    pen.font = '30px sans-serif'
    pen.textAlign = 'center'
    pen.fillText(title, 397, 100)
    pen.textAlign = 'left'
    pen.font = '16px sans-serif'
    for (let row = 0; row < 18; row += 1) {
      pen.strokeRect(80, 150 + row * 46, 634, 46)
      pen.fillText(`第 ${page} 页 第 ${row + 1} 行`, 95, 180 + row * 46)
    }
  })
}

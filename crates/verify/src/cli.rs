//! The command line: what may be asked, and what a person reads.

use clap::{Args, Parser, Subcommand};
use seal::KeyId;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verify::{KeyBook, Refused, SignedBy, Statement, Verdict};

const EXAMPLES: &str = "例:
  bianmin-verify qr 'BM1:33HLR9VHB…' --keys 密钥表.json
  bianmin-verify pdf 申请表.pdf --keys 密钥表.json
  bianmin-verify proof 批次/cases/46902810020020260415010001V.json --keys 密钥表.json --pin 3f2a91c004b755de

密钥表由省里用 bianmin-gateway keys export 做出,也可从网关的 /v1/keys 取。表上写着签它的网关密钥:
第一次用先和省里公布的比对(站点登记码里也有它),一样了以后用 --pin 写明,换了密钥就会停下来说。

退出码: 0 签名对得上 1 内部故障 2 用法不对 6 签名、密钥或完整性不对";
/// Usage.
const USAGE: u8 = 2;
/// Key or integrity.
const REFUSED: u8 = 6;

/// 不用网络,核对便民站的二维码、回执和 PDF 文书是谁签的、签了什么。
#[derive(Parser)]
#[command(name = "bianmin-verify", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// 核对纸上二维码的内容
    Qr {
        /// 扫出来的文字,以 BM1: 开头
        text: String,
        #[command(flatten)]
        by: By,
    },
    /// 核对网关的回执(JSON;县里批次中的办件也行)
    Proof {
        /// 文件
        file: PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// 核对一份 PDF 文书
    Pdf {
        /// 文件
        file: PathBuf,
        #[command(flatten)]
        by: By,
    },
}

/// By which keys, and how the answer is written.
#[derive(Args)]
struct By {
    /// 密钥表
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// 只认这个网关密钥签的密钥表(16 位十六进制)
    #[arg(long, value_name = "KEYID")]
    pin: Option<KeyId>,
    /// 用 JSON 写出
    #[arg(long)]
    json: bool,
}

/// What was to be read is not there.
struct Unread(PathBuf);

/// Reads the command line and checks what it names.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { USAGE } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    answer(&arguments.deed).unwrap_or_else(|Unread(path)| {
        eprintln!("读不到 {}。请核对文件名和路径。", path.display());
        ExitCode::from(USAGE)
    })
}

fn answer(deed: &Deed) -> Result<ExitCode, Unread> {
    let (by, checked) = match deed {
        Deed::Qr { text, by } => (by, book(by)?.and_then(|book| Ok((verify::code(text, &book)?, book)))),
        Deed::Proof { file, by } => {
            let bytes = read(file)?;
            (by, book(by)?.and_then(|book| Ok((verify::proof(&bytes, &book)?, book))))
        }
        Deed::Pdf { file, by } => {
            let bytes = read(file)?;
            (by, book(by)?.and_then(|book| Ok((verify::file(&bytes, &book)?, book))))
        }
    };
    let code = if checked.is_ok() { 0 } else { REFUSED };
    match checked {
        checked if by.json => {
            let verdict = Verdict::from(checked.map(|(statement, _)| statement));
            println!("{}", serde_json::to_string(&verdict).unwrap_or_default());
        }
        Ok((statement, book)) => tell(&statement, &book, by.pin.is_some()),
        Err(refused) => {
            let sentence = refused.sentence();
            eprintln!("{}{}", sentence.message, sentence.next);
        }
    }
    Ok(ExitCode::from(code))
}

fn read(path: &Path) -> Result<Vec<u8>, Unread> {
    fs::read(path).map_err(|_| Unread(path.to_owned()))
}

fn book(by: &By) -> Result<Result<KeyBook, Refused>, Unread> {
    let list = read(&by.keys)?;
    Ok(KeyBook::read(&list).and_then(|book| match by.pin {
        Some(gateway) => book.pinned(gateway),
        None => Ok(book),
    }))
}

fn tell(statement: &Statement, book: &KeyBook, pinned: bool) {
    let sentence = wording::verify_holds();
    println!("{}{}", sentence.message, sentence.next);
    let word = |key: &str| wording::verify_word(key);
    let mut lines: Vec<(String, String)> =
        statement.facts.iter().map(|fact| (fact.label.clone(), fact.value.clone())).collect();
    lines.push((word("label.signer"), statement.signer.name.clone()));
    lines.push((word("label.key"), key_words(&statement.signer)));
    for (label, value) in lines {
        // four characters of two columns each, and two of room
        println!("  {label}{}{value}", " ".repeat(10_usize.saturating_sub(2 * label.chars().count())));
    }
    for (index, page) in statement.text.iter().enumerate() {
        let name = word("label.page_of_file").replace("%{detail}", &(index + 1).to_string());
        println!("\n{} {name}", word("label.text"));
        page.iter().for_each(|line| println!("  {line}"));
    }
    println!("\n{}", word("list").replace("%{detail}", &verify::grouped(book.gateway())));
    if !pinned {
        println!("{}", word("first_use"));
    }
}

/// The key and since when it is in use.
fn key_words(signer: &SignedBy) -> String {
    let mut words = verify::grouped(signer.key);
    if !signer.from.is_empty() {
        words.push_str(&format!(",{}", wording::verify_word("key.from").replace("%{detail}", &signer.from)));
    }
    if !signer.ended.is_empty() {
        words.push_str(&format!(",{}", signer.ended));
    }
    words
}

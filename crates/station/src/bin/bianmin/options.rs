mod cases;

pub use cases::CaseCommand;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// 便民服务站
#[derive(Parser)]
#[command(
    name = "bianmin",
    version,
    about = "便民服务站:查事项、收件、打印、发送",
    after_help = "例:\n  bianmin --data ./站 init --station 469028100200 --chief 张小梅\n  bianmin --data ./站 enrol --gateway https://gateway.example --code XXXX-…\n  bianmin --data ./站 case new temporary-relief --form 表.json --material id_card=身份证.jpg\n\n退出码:0 成功,1 内部错误,2 用法,3 按规定不能办,4 已在别处打开,5 网络,6 密钥或完整性,7 磁盘"
)]
pub struct Options {
    /// 数据文件夹
    #[arg(long, global = true)]
    pub data: Option<PathBuf>,
    /// 登录姓名(默认第一位);密码从 BIANMIN_PASSWORD 读,或在终端输入
    #[arg(long, global = true)]
    pub clerk: Option<String>,
    /// 输出 JSON;出错时是 problem JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// 演示数据的起始时间,例如 2026-04-15T09:00:00+08:00
    #[arg(long, global = true)]
    pub clock: Option<String>,
    /// 字体文件夹(默认用系统里装的)
    #[arg(long, global = true)]
    pub fonts: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// 设置站点和站长
    #[command(after_help = "例:\n  bianmin --data ./站 init --station 469028100200 --chief 张小梅")]
    Init {
        /// 村的 12 位区划代码
        #[arg(long)]
        station: String,
        /// 站长姓名
        #[arg(long)]
        chief: String,
    },
    /// 绑定省审批网
    #[command(
        after_help = "例:\n  bianmin --data ./站 enrol --gateway https://gateway.example --code XXXX-XXXX-XXXX"
    )]
    Enrol {
        /// 省审批网的地址
        #[arg(long)]
        gateway: String,
        /// 县里给的一次性登记码
        #[arg(long)]
        code: String,
    },
    /// 省审批网换了地址:到新地址问过是不是同一个网,是才改
    #[command(after_help = "例:\n  bianmin --data ./站 gateway https://new.gateway.example")]
    Gateway {
        /// 新的地址
        address: String,
    },
    /// 加一名工作人员(密码从 BIANMIN_NEW_PASSWORD 读)
    #[command(after_help = "例:\n  BIANMIN_NEW_PASSWORD=… bianmin --data ./站 staff 林阿妹")]
    Staff {
        /// 姓名
        name: String,
        /// 也是站长
        #[arg(long)]
        chief: bool,
    },
    /// 忘了密码、换了电脑:先把 recovery.age 交给县里,再用带回的恢复文件和恢复码给站长设新密码
    #[command(after_help = "例:\n  bianmin --data ./站 recover /media/U盘/469028100200-1-recovery.json")]
    Recover {
        /// 恢复文件,或它所在的U盘;恢复文件用过就删。恢复码从 BIANMIN_RECOVERY_CODE 读,新密码从 BIANMIN_NEW_PASSWORD 读,或在终端输入
        file: PathBuf,
    },
    /// 查事项
    Item {
        #[command(subcommand)]
        what: ItemCommand,
    },
    /// 办件
    Case {
        #[command(subcommand)]
        what: CaseCommand,
    },
    /// 存一份文书为 PDF;检查、预览文书的版式
    #[command(
        args_conflicts_with_subcommands = true,
        subcommand_negates_reqs = true,
        after_help = "例:\n  bianmin --data ./站 paper 办件编号 receipt --out 凭证.pdf\n  bianmin --data ./站 paper 办件编号 form --out 申请表.pdf\n  bianmin paper lint assets/papers\n  bianmin paper preview receipt --out 样张.pdf\n  bianmin paper gallery --out 样张"
    )]
    Paper {
        #[command(subcommand)]
        look: Option<PaperCommand>,
        /// 办件编号
        #[arg(required = true)]
        case: Option<String>,
        /// receipt form notice,或机关文书 acceptance granted …
        #[arg(required = true)]
        kind: Option<String>,
        /// 供居民阅读的大字版
        #[arg(long)]
        large: bool,
        /// 写到哪个文件
        #[arg(long, required = true)]
        out: Option<PathBuf>,
    },
    /// 打印一份文书
    #[command(
        after_help = "例:\n  bianmin --data ./站 print 办件编号 receipt\n  bianmin --data ./站 print 办件编号 receipt --large\n  bianmin --data ./站 print 办件编号 form --reason 卡纸\n  bianmin --data ./站 print old-age-allowance notice\n  bianmin --data ./站 print 办件编号 form --printer ipp://192.168.1.20/ipp/print"
    )]
    Print {
        /// 办件编号;一次性告知书、办事指南写事项
        case: String,
        /// receipt form mandate collection delivery notice guide …,或机关文书 acceptance granted …
        kind: String,
        /// 打印机的地址;不写就用选好的那台
        #[arg(long, default_value = "", hide_default_value = true)]
        printer: String,
        /// 补打的原因;打过的文书再打要写
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
        /// 打供居民阅读的大字版;原件没打过的先打原件
        #[arg(long)]
        large: bool,
    },
    /// 发一次、收一次
    #[command(after_help = "例:\n  bianmin --data ./站 sync")]
    Sync,
    /// 没有网时用U盘送:导出要发的,导入带回来的
    Bundle {
        #[command(subcommand)]
        what: BundleCommand,
    },
    /// 在本机浏览器里打开工作台
    #[command(after_help = "例:\n  bianmin --data ./站 serve --port 8461")]
    Serve {
        /// 端口,0 为任选
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// 界面文件夹
        #[arg(long, default_value = "ui/station/dist")]
        ui: PathBuf,
    },
    /// 核对号码;值写 - 从标准输入逐行读
    Check {
        #[command(subcommand)]
        what: CheckCommand,
    },
    /// 期限
    Calendar {
        #[command(subcommand)]
        what: CalendarCommand,
    },
}

#[derive(Subcommand)]
pub enum BundleCommand {
    /// 把要发的都导出到U盘;收到回执以前还会照常等着发
    #[command(after_help = "例:\n  bianmin --data ./站 bundle export --to /media/U盘")]
    Export {
        /// U盘上的文件夹
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// 从U盘导入县里给的回执包
    #[command(after_help = "例:\n  bianmin --data ./站 bundle import /media/U盘")]
    Import {
        /// U盘上的文件夹,或一个包
        from: PathBuf,
    },
}

/// The layouts themselves; no data folder is needed.
#[derive(Subcommand)]
pub enum PaperCommand {
    /// 检查一个版式文件夹,逐条说出哪里不对
    #[command(after_help = "例:\n  bianmin paper lint assets/papers")]
    Lint {
        /// 版式文件夹
        folder: PathBuf,
    },
    /// 这台电脑上文书用哪些字体
    #[command(after_help = "例:\n  bianmin paper faces")]
    Faces,
    /// 用编造的内容看一种文书
    #[command(
        after_help = "例:\n  bianmin paper preview receipt --out 样张.pdf\n  bianmin paper preview acceptance --names 姓名.txt --out 姓名.pdf\n  bianmin paper preview receipt --slip 58 --out 小票.png"
    )]
    Preview {
        /// receipt form notice promise mandate … acceptance granted …
        kind: String,
        /// 每行一个姓名,一行一页
        #[arg(long)]
        names: Option<PathBuf>,
        /// 供居民阅读的大字版(18 号字)
        #[arg(long)]
        large: bool,
        /// 看小票:纸卷宽 58 或 80 毫米,写成 PNG
        #[arg(long, value_name = "宽", value_parser = ["58", "80"], conflicts_with_all = ["names", "large"])]
        slip: Option<String>,
        /// 版式文件夹(默认用程序自带的)
        #[arg(long)]
        layouts: Option<PathBuf>,
        /// 写到哪个文件
        #[arg(long)]
        out: PathBuf,
    },
    /// 把每种文书印成 PDF 和图片,各用三套内容
    #[command(after_help = "例:\n  bianmin paper gallery --out 样张")]
    Gallery {
        /// 事项和表单的内容文件夹
        #[arg(long, default_value = "assets")]
        assets: PathBuf,
        /// 写到哪个文件夹
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Subcommand)]
pub enum ItemCommand {
    /// 按名称、关键词、拼音查
    #[command(
        after_help = "例:\n  bianmin --data ./站 item search 高龄\n  bianmin --data ./站 item search gljt"
    )]
    Search {
        /// 名称、常用叫法或拼音首字母
        text: String,
    },
    /// 办事指南
    #[command(after_help = "例:\n  bianmin --data ./站 item show old-age-allowance")]
    Show {
        /// 事项代码或短名
        item: String,
    },
}

#[derive(Subcommand)]
pub enum CheckCommand {
    /// 公民身份号码 GB 11643
    #[command(after_help = "例:\n  bianmin check id 11010519491231002x\n  bianmin check id - < 号码.txt")]
    Id {
        /// 要核对的号码;- 从标准输入逐行读
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// 统一社会信用代码 GB 32100
    #[command(after_help = "例:\n  bianmin check uscc 11469028007654355M")]
    Uscc {
        /// 要核对的号码;- 从标准输入逐行读
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// 电子证照标识 GB/T 36904
    #[command(after_help = "例:\n  bianmin check licence - < 标识.txt")]
    Licence {
        /// 要核对的号码;- 从标准输入逐行读
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// 电话
    #[command(after_help = "例:\n  bianmin check phone 0898-83300104")]
    Phone {
        /// 要核对的号码;- 从标准输入逐行读
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
}

#[derive(Subcommand)]
pub enum CalendarCommand {
    /// 到期日;日期写 - 从标准输入逐行读
    #[command(
        after_help = "例:\n  bianmin calendar due --from 2026-04-15 --days 5 --county 469028\n  echo \"2026-04-15 5 working 469028\" | bianmin calendar due -"
    )]
    Due {
        /// 从哪天起;- 从标准输入读
        #[arg(long, allow_hyphen_values = true)]
        from: Option<String>,
        /// 天数
        #[arg(long)]
        days: Option<u32>,
        /// working 或 calendar
        #[arg(long, default_value = "working")]
        unit: String,
        /// 县级区划代码
        #[arg(long)]
        county: Option<String>,
        /// - 从标准输入逐行读:DATE N [working|calendar] [COUNTY6]
        #[arg(allow_hyphen_values = true)]
        input: Option<String>,
    },
}

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
    Init {
        /// 村的 12 位区划代码
        #[arg(long)]
        station: String,
        /// 站长姓名
        #[arg(long)]
        chief: String,
    },
    /// 绑定省审批网
    Enrol {
        #[arg(long)]
        gateway: String,
        #[arg(long)]
        code: String,
    },
    /// 加一名工作人员(密码从 BIANMIN_NEW_PASSWORD 读)
    Staff {
        name: String,
        #[arg(long)]
        chief: bool,
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
    /// 存一份文书为 PDF
    Paper {
        case: String,
        /// receipt form notice,或机关文书 acceptance granted …
        kind: String,
        #[arg(long)]
        out: PathBuf,
    },
    /// 打印一份文书
    Print {
        case: String,
        kind: String,
        #[arg(long, default_value = "")]
        printer: String,
    },
    /// 发一次、收一次
    Sync,
    /// 在本机浏览器里打开工作台
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
pub enum ItemCommand {
    /// 按名称、关键词、拼音查
    Search { text: String },
    /// 办事指南
    Show { item: String },
}

#[derive(Subcommand)]
pub enum CaseCommand {
    /// 收一件:核对、定稿、给编号
    New {
        /// 事项代码或短名
        item: String,
        /// 表单数据 JSON
        #[arg(long)]
        form: PathBuf,
        /// 材料:槽位=文件,可多次
        #[arg(long)]
        material: Vec<String>,
    },
    /// 绑定签字扫描件,或记下以后补扫
    Sign {
        case: String,
        #[arg(long, conflicts_with = "scan_by")]
        scan: Option<PathBuf>,
        #[arg(long)]
        scan_by: Option<String>,
    },
    /// 提交
    Submit { case: String },
    /// 办件列表
    List {
        #[arg(long, default_value = "all")]
        filter: String,
        #[arg(long, default_value = "")]
        text: String,
    },
    /// 看一件
    Show { case: String },
    /// 补正:改好的表单和材料,重新定稿
    Correct {
        case: String,
        #[arg(long)]
        form: PathBuf,
        #[arg(long)]
        material: Vec<String>,
    },
    /// 补交容缺的材料
    Supplement {
        case: String,
        #[arg(long)]
        material: Vec<String>,
    },
    /// 送达
    Serve {
        case: String,
        #[arg(long)]
        recipient: String,
        #[arg(long, default_value = "本人")]
        relation: String,
    },
    /// 作废(提交前)
    Void {
        case: String,
        #[arg(long)]
        reason: String,
    },
    /// 撤回(提交后)
    Withdraw {
        case: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand)]
pub enum CheckCommand {
    /// 公民身份号码 GB 11643
    Id {
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// 统一社会信用代码 GB 32100
    Uscc {
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// 电子证照标识 GB/T 36904
    Licence {
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// 电话
    Phone {
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
}

#[derive(Subcommand)]
pub enum CalendarCommand {
    /// 到期日;日期写 - 从标准输入逐行读
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

//! The command line: what may be asked, and who does it.

mod backup;
mod bundles;
mod commands;
mod failure;
mod fronts;
mod keys;
mod recovery;
mod users;

use clap::{Parser, Subcommand, ValueEnum};
use failure::Failure;
use seal::KeyId;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

const EXAMPLES: &str = "例:
  bianmin-gateway --data ./gw init --province 46
  bianmin-gateway --data ./gw catalogue publish assets
  bianmin-gateway --data ./gw station add 469028100200
  BIANMIN_PASSWORD=… bianmin-gateway --data ./gw user add wang --role reviewer --county 469028 --full-name 王审核
  bianmin-gateway --data ./gw serve --listen 127.0.0.1:8460 --console ui/console/dist

退出码: 0 成功 1 内部故障 2 用法不对 3 按规则不能办 4 已有一个在运行 5 网络 6 密钥或完整性 7 磁盘";

/// 便民网关:站点送件、县级取件和审批的服务端。
#[derive(Parser)]
#[command(name = "bianmin-gateway", version, after_help = EXAMPLES)]
struct Arguments {
    /// 数据文件夹
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// 结果和错误都用 JSON 写出
    #[arg(long, global = true)]
    json: bool,
    /// 设定时钟(只用于 init --demo 建的演示数据),如 2026-04-15T09:00:00+08:00
    #[arg(long, global = true, value_name = "TIME")]
    clock: Option<jiff::Timestamp>,
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// 准备数据文件夹
    #[command(
        after_help = "例:\n  bianmin-gateway --data ./gw init --province 46\n  bianmin-gateway --data ./演示 init --demo"
    )]
    Init {
        /// 省级代码前两位
        #[arg(long, default_value_t = 46, value_parser = clap::value_parser!(u32).range(11..=82))]
        province: u32,
        /// 演示或培训用:可以设定时钟
        #[arg(long)]
        demo: bool,
    },
    /// 开始服务
    #[command(
        after_help = "例:\n  bianmin-gateway --data ./gw serve --listen 0.0.0.0:8460 --console ui/console/dist\n  bianmin-gateway --data ./gw serve --listen 127.0.0.1:8460 --front /etc/front/front.crt"
    )]
    Serve {
        /// 监听地址;端口 0 表示任选一个。本机地址用 HTTP,其他地址一律用 TLS
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8460")]
        listen: SocketAddr,
        /// 前面有别的服务器替它做 TLS 时,那台服务器的证书(PEM 或 DER;有几台写几次)。换证书前先把新的也写上,各站会自己认
        #[arg(long = "front", value_name = "CERT")]
        fronts: Vec<PathBuf>,
        /// 审批页面所在文件夹
        #[arg(long, value_name = "DIR")]
        console: Option<PathBuf>,
    },
    /// 站点
    #[command(subcommand)]
    Station(StationDeed),
    /// 事项目录
    #[command(subcommand)]
    Catalogue(CatalogueDeed),
    /// 县级账号
    #[command(subcommand)]
    User(UserDeed),
    /// 密钥表:离线核对文书用
    #[command(subcommand)]
    Keys(KeysDeed),
    /// 备份整个数据文件夹:数据库、附件、密钥、发布过的内容。网关正在服务时也可以备份
    #[command(after_help = "例:\n  bianmin-gateway --data ./gw backup --out /mnt/备份盘/2026-04-15")]
    Backup {
        /// 写到哪个新文件夹;已经有的不覆盖
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// 数据文件夹是从备份恢复的:任期加一,回执编号和文号不会给重;各站会自己把丢了的补送上来
    #[command(
        after_help = "例:\n  bianmin-gateway --data ./gw restored\n  bianmin-gateway --data ./gw restored --after 2\n\n同一份备份第二次放回来,要加 --after:备份里不知道上一次开始了哪个任期,不说就会再开始一次。那时的 restored 说过是几;没有记下来的,到站里的办件页或县里取过的批次里看最新的回执编号,46-2026-02-… 里的 02 就是任期 2。编号里只有任期的末两位,满一百的要自己补上百位(103 写作 03,后面 8 位从 99999999 往下数);批次里的办件文件用 bianmin-verify proof 核对,会说出整个任期。拿不准就多写一两个:跳过任期没有坏处。"
    )]
    Restored {
        /// 这份备份以前放回来过:写最后一次说的任期,新的任期从它后面开始
        #[arg(long, value_name = "TERM")]
        after: Option<u32>,
    },
    /// 站里忘了密码、重装了系统或换了电脑:打开站里数据文件夹里的 recovery.age,写一份只给那个文件夹用的恢复文件,给出恢复码
    #[command(
        after_help = "例:\n  bianmin-gateway --data ./gw recover /media/U盘/recovery.age --out /media/U盘\n\n先核实来人是那个站的站长。恢复文件放U盘带回,恢复码另外告诉站长本人,不要和U盘放在一起。"
    )]
    Recover {
        /// recovery.age,或站里的整个数据文件夹
        #[arg(value_name = "FILE_OR_FOLDER")]
        from: PathBuf,
        /// 恢复文件写到哪个文件夹
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// 密钥已停用的电脑也恢复(先问清为什么停用)
        #[arg(long)]
        ended: bool,
    },
    /// 各站线路上要守的:按流量付费的线路每天最多传多少、现在先歇多久;不写就是不限
    #[command(
        after_help = "例:\n  bianmin-gateway --data ./gw policy --daily-bytes 20000000\n  bianmin-gateway --data ./gw policy"
    )]
    Policy {
        /// 每天最多传这么多字节
        #[arg(long, value_name = "BYTES")]
        daily_bytes: Option<u64>,
        /// 先歇这么多秒再连
        #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=3600))]
        pause_seconds: Option<u32>,
    },
    /// U盘包:站点没有网时送来的办件
    #[command(subcommand)]
    Bundle(BundleDeed),
}

#[derive(Subcommand)]
enum BundleDeed {
    /// 导入站点的U盘包,写出要带回去的回执包。再导入一次不会重;网关正在服务时也可以导入
    #[command(
        after_help = "例:\n  bianmin-gateway --data ./gw bundle import /media/U盘/*.bianmin --out /media/U盘"
    )]
    Import {
        /// 包的文件;给文件夹就导入里面所有的包
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// 回执包写到哪个文件夹
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

#[derive(Subcommand)]
enum StationDeed {
    /// 登记一个站点,给出一次性登记码(同一站点再来一次,给另一台电脑用)
    #[command(after_help = "例:\n  bianmin-gateway --data ./gw station add 469028100200 --assets assets")]
    Add {
        /// 村级区划代码,12 位
        code: String,
        /// 站点全称;不写就按区划表拼出
        #[arg(long)]
        name: Option<String>,
        /// 区划表所在的内容文件夹
        #[arg(long, value_name = "DIR")]
        assets: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum CatalogueDeed {
    /// 检查内容文件夹,打成发布包并签名发布
    #[command(after_help = "例:\n  bianmin-gateway --data ./gw catalogue publish assets")]
    Publish {
        /// 内容文件夹(assets)
        assets: PathBuf,
    },
    /// 为每张表单练一部压缩字典,存进内容文件夹;发布时随目录下发,线路慢时办件能小三分之一。表单改过就再练一次
    #[command(after_help = "例:\n  bianmin-gateway --data ./gw catalogue train assets")]
    Train {
        /// 内容文件夹(assets)
        assets: PathBuf,
    },
}

#[derive(Subcommand)]
enum UserDeed {
    /// 增加一个账号;密码取自环境变量 BIANMIN_PASSWORD,没有就在终端里问
    #[command(
        after_help = "例:\n  BIANMIN_PASSWORD=… bianmin-gateway --data ./gw user add wang --role reviewer --county 469028 --full-name 王审核"
    )]
    Add {
        /// 登录名
        name: String,
        /// 岗位
        #[arg(long)]
        role: Role,
        /// 县级区划代码,6 位
        #[arg(long, value_name = "CODE")]
        county: String,
        /// 姓名,写在决定书上
        #[arg(long)]
        full_name: Option<String>,
    },
    /// 换一个账号的密码:锁定的马上解开,登录着的都要用新密码重新登录;密码取自 BIANMIN_PASSWORD,没有就在终端里问
    #[command(after_help = "例:\n  bianmin-gateway --data ./gw user password wang")]
    Password {
        /// 登录名
        name: String,
    },
    /// 停用一个账号(人调走或离职了):登录着的马上退出,以后不能再登录,也不能再启用;名字留着,以前的决定照样查得到是谁作的
    #[command(after_help = "例:\n  bianmin-gateway --data ./gw user end wang")]
    End {
        /// 登录名
        name: String,
    },
    /// 列出所有账号:登录名、姓名、岗位、县、停用和锁定的时间
    #[command(after_help = "例:\n  bianmin-gateway --data ./gw user list")]
    List,
}

#[derive(Subcommand)]
enum KeysDeed {
    /// 把网关、各县、各站电脑的公钥写成一张签了名的表(网关的 /v1/keys 给的也是它)
    #[command(
        after_help = "例:\n  bianmin-gateway --data ./gw keys export --out 密钥表.json\n  bianmin-verify pdf 文书.pdf --keys 密钥表.json"
    )]
    Export {
        /// 写到哪个文件
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// 列出所有密钥:编号、谁的、用到什么时候
    #[command(after_help = "例:\n  bianmin-gateway --data ./gw keys list")]
    List,
    /// 停用一把密钥:这以后签的核对时不算数,以前签的照旧;县里换新密钥,停用的电脑不能再发送
    #[command(
        after_help = "例:\n  bianmin-gateway --data ./gw keys end 3f2a91c004b755de --reason 换了电脑\n  bianmin-gateway --data ./gw keys end 3f2a91c004b755de --reason 密钥外泄 --at 2026-05-01T00:00:00+08:00"
    )]
    End {
        /// 密钥编号,16 位十六进制(keys list 里有)
        key: KeyId,
        /// 为什么停用,100 字以内
        #[arg(long)]
        reason: String,
        /// 从什么时候起停用,不能晚于现在;不写就是现在
        #[arg(long, value_name = "TIME")]
        at: Option<jiff::Timestamp>,
    },
}

/// County roles as typed.
#[derive(Clone, Copy, ValueEnum)]
enum Role {
    /// 审核
    Reviewer,
    /// 督查
    Supervisor,
    /// 管理
    Admin,
}

/// Reads the command line and does what it asks.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("BIANMIN_LOG").unwrap_or_else(|_| "warn".into()),
        )
        .init();
    let json = arguments.json;
    match commands::perform(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(json),
    }
}

type Done = Result<(), Failure>;

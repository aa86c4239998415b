//! `bianmin-county`: pulls batches to disk, sends decisions.

use casework::number::ReceiptNumber;
use clap::{Args, Parser, Subcommand};
use county::decide::Typed;
use county::{Account, CountyError, Link, Pulled, pull, pulled_version, words};
use seal::{Digest, PublicKey};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

const EXIT_CODES: &str = "密码从环境变量 BIANMIN_PASSWORD 取,没有就在屏幕上问。
退出码:0 成;1 程序毛病;2 用法不对;3 按规定不行;4 别的程序占着;5 线路;6 公钥或完整性;7 硬盘。";

const PULL_EXAMPLES: &str = "例子:
  bianmin-county pull --gateway https://gw.example --user liu --out 批次
  bianmin-county pull --gateway http://127.0.0.1:8080 --user liu --out 批次 --max 20 --json
断了再取一次就接着取,已经取到的不会重取;没有新办件也算成功。
有的办件文件在网关上坏了,就先取别的,说清没取到哪几件,退出码 6。";

const DECIDE_EXAMPLES: &str = "例子(编号照凭证上的写,空格有没有都行):
  bianmin-county decide 46902810020020260415010001V --gateway https://gw.example --user liu --result accept
  bianmin-county decide … --result correct --field \"household_book=户口簿照片看不清,请重拍\" --due 2026-12-01
  bianmin-county decide … --result deny --reason \"家庭人均收入超过标准\" --clause \"社会救助暂行办法第四十七条\"
  bianmin-county decide … --result forward --reason \"不归本局管\" --right-authority \"县人力资源和社会保障局\"
  bianmin-county decide … --result suspend --reason \"要入户看\" --clause \"临时救助工作规程第九条\" --procedure 现场勘查 --due 2026-12-10
  bianmin-county decide … --result grant --given \"临时救助金 3000 元\"
  bianmin-county decide … --result accept --out 批次
看的是第几版要说清:给 --out,就照取来的那一版;或者用 --version 写明。网关上已经换了一版的,这个决定不算,先看新的。";

/// 县级取批次、报决定。
#[derive(Parser)]
#[command(name = "bianmin-county", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// 取一批办件到本机:验签名、验每一份材料,写成文件夹和表格。
    #[command(after_help = PULL_EXAMPLES)]
    Pull(PullArgs),
    /// 对一件办件作决定。
    #[command(after_help = DECIDE_EXAMPLES)]
    Decide(Box<DecideArgs>),
}

#[derive(Args)]
struct GatewayArgs {
    /// 省里网关的地址;http:// 只能连本机。
    #[arg(long, value_name = "URL")]
    gateway: String,
    /// 用户名。
    #[arg(long, value_name = "NAME")]
    user: String,
    /// 网关 TLS 证书公钥的 SHA-256(64 位十六进制);不给就按系统信任的证书验。
    #[arg(long, value_name = "HEX")]
    tls_key: Option<Digest>,
    /// 输出和错误都用 JSON。
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct PullArgs {
    #[command(flatten)]
    gateway: GatewayArgs,
    /// 放批次的文件夹。
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 一批最多几件。
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    max: u32,
    /// 网关的签名公钥;不给就用文件夹里记下的,第一次取时自动记下。
    #[arg(long, value_name = "HEX")]
    gateway_key: Option<PublicKey>,
}

#[derive(Args)]
struct DecideArgs {
    /// 收件编号。
    #[arg(value_name = "NUMBER")]
    number: String,
    #[command(flatten)]
    gateway: GatewayArgs,
    /// 看的是第几版;网关上已经换了一版的,这个决定不算。
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    version: Option<u32>,
    /// 放批次的文件夹:看的是里面取来的那一版,取过几次的以最新的为准。
    #[arg(long, value_name = "DIR", conflicts_with = "version")]
    out: Option<PathBuf>,
    /// 结果:accept 受理 | refuse-acceptance 不予受理 | correct 退回补正 | forward 转办 | suspend 特别程序 |
    /// resume 恢复 | further-materials 再要材料 | grant 准予 | deny 不予 | terminate 终止(补正不来、居民撤回也用它)。
    #[arg(long, value_name = "RESULT")]
    result: String,
    /// 理由。
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    /// 依据的条款。
    #[arg(long, default_value = "", hide_default_value = true)]
    clause: String,
    /// 要补正的一栏或一份材料和一句大白话,写成“栏目=要改什么”;可以给多次,一次说全。
    #[arg(long = "field", value_name = "FIELD=WORDS")]
    fields: Vec<String>,
    /// 补正的最后一天,或特别程序到哪天为止。
    #[arg(long, value_name = "YYYY-MM-DD")]
    due: Option<String>,
    /// 该归谁办。
    #[arg(long, default_value = "", hide_default_value = true)]
    right_authority: String,
    /// 特别程序的种类:听证、现场勘查、公示……
    #[arg(long, default_value = "", hide_default_value = true)]
    procedure: String,
    /// 准予时给了什么:名称和编号。
    #[arg(long, visible_alias = "document", default_value = "", hide_default_value = true)]
    given: String,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(shown) => return explain(&shown),
    };
    let json = match &cli.deed {
        Deed::Pull(args) => args.gateway.json,
        Deed::Decide(args) => args.gateway.json,
    };
    let done = match cli.deed {
        Deed::Pull(args) => run_pull(args),
        Deed::Decide(args) => run_decide(*args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error, json),
    }
}

/// Help and version go to the output with 0; a wrong command line is told in Chinese, with clap's own words below.
fn explain(shown: &clap::Error) -> ExitCode {
    if shown.use_stderr() {
        eprintln!("用法不对。看 --help 里的例子,改好再来一次。\n");
    }
    let _ = shown.print();
    ExitCode::from(if shown.use_stderr() { 2 } else { 0 })
}

fn fail(error: &CountyError, json: bool) -> ExitCode {
    let wording::Sentence { message: title, next: detail } = words::sentence(error);
    if json {
        let status = if let CountyError::Refused(problem) = error { Some(problem.status) } else { None };
        let problem = json!({
            "type": "about:blank", "title": title, "detail": detail, "code": error.code(),
            "status": status, "exit": error.exit_code(),
        });
        eprintln!("{problem}");
    } else {
        eprintln!("{title}{detail}");
    }
    ExitCode::from(error.exit_code())
}

fn open(args: &GatewayArgs) -> Result<Link, CountyError> {
    let password = match std::env::var("BIANMIN_PASSWORD") {
        Ok(password) => password,
        Err(_) => rpassword::prompt_password(format!("{} 的密码:", args.user))
            .map_err(|_| CountyError::Usage("没有读到密码。".to_owned()))?,
    };
    let account =
        Account { gateway: args.gateway.clone(), tls_key: args.tls_key, user: args.user.clone(), password };
    Link::open(&account)
}

fn run_pull(args: PullArgs) -> Result<(), CountyError> {
    let link = open(&args.gateway)?;
    let pulled = pull(&link, &args.out, args.max, args.gateway_key)?;
    if args.gateway.json {
        println!("{}", json!(pulled));
    } else {
        tell(&pulled);
    }
    pulled.all_came()
}

fn tell(pulled: &Pulled) {
    if let Some(key) = &pulled.pinned_key {
        eprintln!("第一次取,记下了网关的公钥 {key}。请向省里核对一次。");
    }
    match &pulled.folder {
        None if pulled.lease.is_none() => println!("没有新的办件。"),
        None => println!("这次一件也没有取到。"),
        Some(folder) => println!(
            "取到 {} 件,都验过了,放在 {}。这次传了 {} 个文件。",
            pulled.cases,
            folder.display(),
            pulled.fetched
        ),
    }
    for one in &pulled.left_out {
        eprintln!("没取到:{}。", words::left_out(one));
    }
}

/// Which version the official has read: as they say, or as it was pulled.
fn read_version(args: &DecideArgs, number: &ReceiptNumber) -> Result<Option<u32>, CountyError> {
    let Some(out) = &args.out else { return Ok(args.version) };
    let version = pulled_version(out, number)?.ok_or_else(|| {
        CountyError::Usage(format!("{} 里没有取到这一件。先取一批,或者不给 --out。", out.display()))
    })?;
    Ok(Some(version))
}

fn run_decide(args: DecideArgs) -> Result<(), CountyError> {
    let number: ReceiptNumber = args
        .number
        .parse()
        .map_err(|_| CountyError::Usage(format!("收件编号不对:{}。照凭证逐位核对。", args.number)))?;
    let version = read_version(&args, &number)?;
    let typed = Typed {
        result: args.result,
        reason: args.reason,
        clause: args.clause,
        fields: args.fields,
        due: args.due,
        right_authority: args.right_authority,
        procedure: args.procedure,
        given: args.given,
    };
    let decision = typed.read()?;
    let decided = open(&args.gateway)?.decide(&number, &decision, version)?;
    if args.gateway.json {
        println!("{}", json!(decided));
    } else {
        let (done, now) =
            (wording::outcome_word(decided.decision.outcome), wording::state_word(decided.state));
        println!("{}:{done}。文书 {},现在是“{now}”。", number.grouped(), decided.document_number);
    }
    Ok(())
}

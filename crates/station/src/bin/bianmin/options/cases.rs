//! What may be done to a case.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum CaseCommand {
    /// 收一件:核对、定稿、给编号
    #[command(
        after_help = "例:\n  bianmin --data ./站 case new temporary-relief --form 表.json --material id_card=身份证.jpg --material bank_card=银行卡.jpg"
    )]
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
    #[command(
        after_help = "例:\n  bianmin --data ./站 case sign 办件编号 --scan 第1页.png --scan 第2页.png\n  bianmin --data ./站 case sign 办件编号 --scan-by 2026-04-20"
    )]
    Sign {
        /// 办件编号
        case: String,
        /// 签过字的页(图片或 PDF,一份可以有多页),可多次
        #[arg(long, conflicts_with = "scan_by")]
        scan: Vec<PathBuf>,
        /// 先发,到这一天前补扫
        #[arg(long)]
        scan_by: Option<String>,
    },
    /// 提交
    #[command(after_help = "例:\n  bianmin --data ./站 case submit 办件编号")]
    Submit {
        /// 办件编号
        case: String,
    },
    /// 办件列表
    #[command(
        after_help = "例:\n  bianmin --data ./站 case list --text 陈\n  bianmin --data ./站 case list --filter needs_you --json"
    )]
    List {
        /// all、draft、awaiting_signature、waiting、received、in_hand、needs_you、decided、closed
        #[arg(long, default_value = "all")]
        filter: String,
        /// 姓名、拼音、编号、证件号的开头
        #[arg(long, default_value = "")]
        text: String,
    },
    /// 看一件
    #[command(after_help = "例:\n  bianmin --data ./站 case show 办件编号")]
    Show {
        /// 办件编号
        case: String,
    },
    /// 补正:改好的表单和材料,重新定稿
    #[command(after_help = "例:\n  bianmin --data ./站 case correct 办件编号 --form 改好的表.json")]
    Correct {
        /// 办件编号
        case: String,
        /// 改好的表单数据 JSON
        #[arg(long)]
        form: PathBuf,
        /// 换掉的材料:槽位=文件,可多次
        #[arg(long)]
        material: Vec<String>,
    },
    /// 补交容缺的材料
    #[command(
        after_help = "例:\n  bianmin --data ./站 case supplement 办件编号 --material diagnosis=诊断.pdf"
    )]
    Supplement {
        /// 办件编号
        case: String,
        /// 材料:槽位=文件,可多次
        #[arg(long)]
        material: Vec<String>,
    },
    /// 送达
    #[command(
        after_help = "例:\n  bianmin --data ./站 case serve 办件编号 --recipient 陈例言 --relation 儿子"
    )]
    Serve {
        /// 办件编号
        case: String,
        /// 谁收的
        #[arg(long)]
        recipient: String,
        /// 和申请人的关系
        #[arg(long, default_value = "本人")]
        relation: String,
    },
    /// 作废(提交前)
    #[command(after_help = "例:\n  bianmin --data ./站 case void 办件编号 --reason 居民不办了")]
    Void {
        /// 办件编号
        case: String,
        /// 为什么
        #[arg(long)]
        reason: String,
    },
    /// 撤回(提交后)
    #[command(after_help = "例:\n  bianmin --data ./站 case withdraw 办件编号 --reason 居民要求撤回")]
    Withdraw {
        /// 办件编号
        case: String,
        /// 为什么
        #[arg(long)]
        reason: String,
    },
}

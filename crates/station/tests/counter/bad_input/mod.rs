//! What comes in wrong: each gets its sentence and its next step, and nothing that was taken in is lost.

mod counter;
mod disk;
mod files;
mod folder;
mod line;
mod names;
mod pads;
mod passwords;
mod sticks;

use crate::small_disk::with_a_small_disk;
use counter::{Counter, Told};

/// Input, how it comes in, code, exit code of the program (none: said on the screen), and how the sentence and the next
/// step begin.
type Row = (&'static str, fn(&mut Counter) -> Told, &'static str, Option<i32>, &'static str, &'static str);

#[rustfmt::skip] // a table is read in its columns
const TABLE: &[Row] = &[
    ("wrong password",                   passwords::wrong,            "wrong_password",  Some(6), "姓名或密码不对",       "看看大小写"),
    ("name of nobody",                   passwords::nobody,           "wrong_password",  Some(6), "姓名或密码不对",       "看看大小写"),
    ("wrong password again and again",   passwords::again_and_again,  "locked_out",      Some(6), "密码错了太多次",       "15 分钟后再试"),
    ("clock at 2019",                    passwords::clock_at_2019,    "clock",           None,    "电脑时间是 2019 年",   "请先改对时间"),

    ("form JSON with an unknown field",  files::form_unknown_field,   "form",            Some(3), "表里还有填得不对",     "请按提示逐处改好"),
    ("form JSON with a wrong type",      files::form_wrong_type,      "form",            Some(3), "表里还有填得不对",     "请按提示逐处改好"),
    ("form JSON that is a list",         files::form_list,            "input",           Some(2), "没看懂填的内容",       "请核对后再试"),
    ("form JSON cut short",              files::form_cut,             "input",           Some(2), "没看懂填的内容",       "请核对后再试"),
    ("command that is none",             files::unknown_command,      "input",           None,    "没看懂填的内容",       "请核对后再试"),
    ("slot the item has not",            files::unknown_slot,         "not_found",       Some(3), "没有找到材料",         "请核对编号或名称"),

    ("photo of 200 MB",                  files::huge_photo,           "file_too_large",  Some(3), "这个文件太大(超过 20 MB)", "请用 200 dpi"),
    ("photo of 200 MB, on the screen",   files::huge_upload,          "file_too_large",  None,    "这个文件太大(超过 20 MB)", "请用 200 dpi"),
    ("PNG bomb",                         files::png_bomb,             "file_too_large",  Some(3), "这个文件太大(图片尺寸过大)", "请用 200 dpi"),
    ("broken PDF named .jpg",            files::pdf_named_jpg,        "file_kind",       Some(3), "这个文件不是能看的图片或 PDF", "请换成 JPG"),
    ("text file named ../../etc/passwd", files::text_named_upwards,   "file_kind",       None,    "这个文件不是能看的图片或 PDF", "请换成 JPG"),
    ("empty file, 300 characters long",  files::empty_with_long_name, "file_kind",       None,    "这个文件不是能看的图片或 PDF", "请换成 JPG"),
    ("file name of 300 characters",      files::long_name,            "usage",           Some(2), "读不到文件",           "用 --help"),

    ("screen: nothing written",          pads::nothing,               "ink_empty",       None,    "“经营者（签字或按指印）”这一处还没有签字", "请在框里把名字写完整"),
    ("screen: a dot",                    pads::a_dot,                 "ink_empty",       None,    "“经营者（签字或按指印）”这一处还没有签字", "请在框里把名字写完整"),
    ("screen: a point that is no number", pads::no_number,            "ink",             None,    "屏上的签字没有收下:有笔画落在框外", "请点“重写”"),
    ("screen: a point without a number", pads::null,                  "input",           None,    "没看懂填的内容",       "请核对后再试"),
    ("screen: a point beyond the place", pads::beyond,                "ink",             None,    "屏上的签字没有收下:有笔画落在框外", "请点“重写”"),
    ("screen: pressed too hard",         pads::too_hard,              "ink",             None,    "屏上的签字没有收下:有笔画落在框外", "请点“重写”"),
    ("screen: time that runs back",      pads::backwards,             "ink",             None,    "屏上的签字没有收下:笔画的先后乱了", "请点“重写”"),
    ("screen: ten thousand strokes",     pads::many_strokes,          "ink",             None,    "屏上的签字没有收下:笔画太多", "请点“重写”"),
    ("screen: a stroke without end",     pads::endless,               "ink",             None,    "屏上的签字没有收下:笔画太多", "请点“重写”"),
    ("screen: a place too few",          pads::place_too_few,         "other_paper",     None,    "这一页不是要签字的页", "要扫的是申请表"),
    ("screen: ink for another paper",    pads::another_paper,         "other_paper",     None,    "这一页不是要签字的页", "要扫的是申请表"),
    ("screen: ink for another case",     pads::another_case,          "other_paper",     None,    "这一页不是要签字的页", "要扫的是申请表"),
    ("screen: a paper nobody signs",     pads::nobodys_paper,         "other_paper",     None,    "这一页不是要签字的页", "要扫的是申请表"),
    ("screen: a case that is on its way", pads::on_its_way,           "state",           None,    "这件事现在还不能这样办", "请看办件"),

    ("database cut in half",             folder::cut_in_half,         "damaged",         Some(6), "本机的数据打不开",     "不要删除任何文件"),
    ("database cut to nothing",          folder::cut_to_nothing,      "damaged",         Some(6), "本机的数据打不开",     "不要删除任何文件"),
    ("database gone",                    folder::gone,                "damaged",         Some(6), "本机的数据打不开",     "不要删除任何文件"),
    ("database, a byte of its head",     folder::flipped_head,        "damaged",         Some(6), "本机的数据打不开",     "不要删除任何文件"),
    ("database, a byte of its middle",   folder::flipped_middle,      "damaged",         Some(6), "本机的数据打不开",     "不要删除任何文件"),
    ("database, with a copy beside it",  folder::flipped_with_copy,   "damaged",         Some(6), "本机的数据打不开",     "不要删除任何文件,请联系县里恢复。已发到省里的办件省里都有。文件夹里有备份 station.before-2"),
    ("database of another station",      folder::foreign,             "damaged",         Some(6), "本机的数据打不开",     "不要删除任何文件"),
    ("key file with a changed byte",     folder::keys_changed,        "damaged",         Some(6), "本机的数据打不开",     "不要删除任何文件"),
    ("sealed file with a changed byte",  folder::sealed_changed,      "file_damaged",    None,    "存在本机的一份文件打不开了", "请重新扫描"),
    ("copy without the device's secret", folder::without_secret,      "copied",          Some(6), "这份数据是从别的电脑拷来的", "请回原来的电脑"),
    ("database copied alone",            folder::database_alone,      "copied",          Some(6), "这份数据是从别的电脑拷来的", "请回原来的电脑"),
    ("copy used beside the first",       folder::used_twice,          "fork",            Some(6), "省里记着的和本机的对不上", "本机资料都在"),
    ("second program on the folder",     folder::second_program,      "busy",            Some(4), "便民站已经在这台电脑上打开了", "请到任务栏"),

    ("full disk: draft saved",           disk::draft_save,            "disk_full",       None,    "电脑存满了",           "请清理磁盘"),
    ("full disk: material taken in",     disk::material,              "disk_full",       None,    "电脑存满了",           "请清理磁盘"),
    ("full disk: case frozen",           disk::freeze,                "disk_full",       None,    "电脑存满了",           "请清理磁盘"),
    ("full disk: scan bound",            disk::scan_bound,            "disk_full",       None,    "电脑存满了",           "请清理磁盘"),
    ("full disk: signed on the screen",  disk::signed_on_the_screen,  "disk_full",       None,    "电脑存满了",           "请清理磁盘"),
    ("full disk: case submitted",        disk::submit,                "disk_full",       None,    "电脑存满了",           "请清理磁盘"),
    ("full disk: the program",           disk::program,               "disk_full",       Some(7), "电脑存满了",           "请清理磁盘"),

    ("nobody at the address",            line::nobody,                "gateway_down",    Some(5), "省审批网的机器在",     "资料在本机"),
    ("an answer that never comes",       line::silence,               "link_timeout",    None,    "省审批网没有按时应答", "资料在本机"),
    ("a line that is hung up",           line::hung_up,               "link",            Some(5), "现在连不上省审批网",   "资料在本机"),
    ("noise",                            line::noise,                 "link",            Some(5), "现在连不上省审批网",   "资料在本机"),
    ("log-in page of a hotel",           line::portal,                "not_the_gateway", Some(5), "网络连上了,但应答的不是省审批网", "打开浏览器"),
    ("sent on to a log-in page",         line::redirect,              "not_the_gateway", Some(5), "网络连上了,但应答的不是省审批网", "打开浏览器"),
    ("500 of somebody",                  line::error_500,             "not_the_gateway", Some(5), "网络连上了,但应答的不是省审批网", "打开浏览器"),
    ("proxy that wants a name",          line::proxy,               "proxy",           Some(5), "要先通过上网代理",     "请网管放行"),
    ("502 of somebody before the gateway", line::front_alone,       "gateway_down",    Some(5), "省审批网的机器在",     "资料在本机"),
    ("500 of the gateway",               line::gateway_fault,         "gateway_busy",    Some(5), "省审批网现在太忙",     "资料在本机"),
    ("half an answer",                   line::half_an_answer,        "link_garbage",    Some(5), "应答不完整",           "资料在本机"),
    ("gateway with another key",         line::other_key,             "wrong_key",       Some(6), "应答的不是要找的省审批网", "没有发出任何资料。先核对地址"),
    ("catalogue, a byte changed on the way", line::catalogue_changed, "forged",          Some(6), "收到的内容签名不对",   "请联系县里核实"),
    ("stick without a bundle",           sticks::empty,               "bundle_none",     Some(3), "这里没有便民站的U盘包",  "请核对选的是不是那个U盘"),
    ("stick with a photo named .bianmin", sticks::photo,              "bundle_foreign",  Some(6), "这不是便民站的U盘包",   "请选以 .bianmin 结尾的文件"),
    ("stick that was not at the county", sticks::not_yet_there,       "bundle_goes_up",  Some(3), "U盘里是导出去的包",     "请先把U盘送到县里导入"),
    ("stick of another province",        sticks::of_another_province, "bundle_other_province", Some(6), "这个包不是本站绑定的省审批网发回的", "请核对是不是拿错了U盘"),
    ("stick of another station",         sticks::of_another_station,  "bundle_other_station", Some(6), "这个回执包是别处的(站点 469028100299", "请带给那个站"),
    ("bundle cut short",                 sticks::cut,                 "bundle_cut",      Some(6), "U盘里的包不完整",       "请到县里重新拷一份"),
    ("bundle with a changed byte",       sticks::byte_changed,        "bundle_altered",  Some(6), "U盘里的包坏了",         "请到县里重新拷一份"),
    ("bundle with events behind a gap",  sticks::behind_a_gap,        "bundle_gap",      Some(3), "这个回执包接不上",      "请先导入较早的回执包"),
    ("stick that was pulled",            sticks::pulled,              "stick",           Some(7), "U盘用不了",             "请重新插好U盘"),

    ("catalogue, a byte changed here",   folder::catalogue_changed,   "catalogue",       Some(6), "还没有事项目录",       "连上网会自动取来"),
];

#[test]
fn each_bad_input_gets_its_sentence_and_next_step_and_nothing_taken_in_is_lost() {
    let name = "bad_input::each_bad_input_gets_its_sentence_and_next_step_and_nothing_taken_in_is_lost";
    with_a_small_disk(name, "64m", |disk| {
        let mut counter = Counter::with_something_taken_in(disk);
        for (input, comes_in, code, exit, message, next) in TABLE {
            let told = comes_in(&mut counter);
            assert_eq!((told.code.as_str(), told.exit), (*code, *exit), "{input}: {told:?}");
            assert!(told.message.starts_with(message), "{input}: {told:?}");
            assert!(told.next.starts_with(next), "{input}: {told:?}");
            counter.has_everything(input);
        }
        counter.sends_everything_once();
    });
}

//! The main job, from the counter to the decision and back: four residents come while the line is down, their cases go
//! out over a line that breaks twice, the county decides each in its own way, and every answer is handed over.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::opening::{fact, step};
use super::people::{Person, pages, words_of};
use super::world::{COUNTY, World};
use super::{Facts, Step};
use crate::problem::{Outcome, Problem};

/// Who comes, in this order.
pub const PEOPLE: [&str; 4] = [LADY, HOUSEHOLD, VICTIM, TAIWANESE];
const LADY: &str = "old-lady";
const HOUSEHOLD: &str = "household-of-seven";
const VICTIM: &str = "burnt-house";
const TAIWANESE: &str = "taiwan-resident";

/// How much goes up before the line breaks, in bytes: in the middle of somebody's materials.
const BREAKS: i64 = 700_000;
/// The exit code of a program that found no line.
const NO_LINE: i32 = 5;

const DEMAND: &str = "bank_account=账号和存折对不上,请照存折重填";
const RIGHT_ACCOUNT: &str = "6210000000000000216";
const CLAUSE: &str = "《社会救助暂行办法》第十一条";
const REFUSAL: &str = "户主的户籍在三亚市,最低生活保障应向户籍所在地的乡镇人民政府提出";

/// The steps, in order.
///
/// # Errors
/// When a person's file cannot be read.
pub fn steps() -> Outcome<Vec<Step>> {
    let mut steps = vec![step("line-down", "线断了:下面都在没有网的时候办", line_down)];
    for key in PEOPLE {
        let person = Person::named(key)?;
        let title = format!("{}来办事:填表、收材料、定稿编号", person.name());
        steps.push(of("case", key, &title, take_in));
        steps.push(of("sign", key, "  打印申请表和收件凭证,居民签字,扫回,提交", print_sign_submit));
    }
    steps.extend([
        step("sync-without-line", "试着发:没有线,存在本机", send_in_vain),
        step("sync-cut-1", "线通了,发到一半断了", send_until_it_breaks),
        step("sync-cut-2", "接着发,又断了", send_until_it_breaks),
        step("sync-out", "再接着发,全部送到省里,拿回回执", send_over_a_whole_line),
        step("pull", "县里取走一批办件", pull),
        step("deadline", "算十五个工作日:跨陵水三月三假期和劳动节调休上班的星期六", count_days),
        of("correct", LADY, "承办机关:要补正一处", |world, key| {
            decide(world, key, &["--result", "correct", "--field", DEMAND, "--due", "2026-04-24"])
        }),
        of("refuse", HOUSEHOLD, "承办机关:不予受理,写明理由和救济途径", |world, key| {
            decide(world, key, &["--result", "refuse-acceptance", "--reason", REFUSAL, "--clause", CLAUSE])
        }),
        of("accept", VICTIM, "承办机关:受理(容缺一样)", accept),
        of("accept", TAIWANESE, "承办机关:受理", accept),
        step("sync-in", "站点收到答复", send),
        of("corrected", LADY, "补正:改好、重新打印签字、提交", correct),
        of("supplement", VICTIM, "容缺的材料来了,补上", supplement),
        step("sync-again", "送出补正和补交的材料", send),
        step("pull-again", "县里再取一批", pull),
        of("accept", LADY, "承办机关:受理补正好的办件", accept),
        of("grant", LADY, "承办机关:办结", |world, key| grant(world, key, "高龄津贴 每月 100 元")),
        of("grant", VICTIM, "承办机关:办结", |world, key| grant(world, key, "临时救助金 3000 元")),
        of("grant", TAIWANESE, "承办机关:办结", |world, key| grant(world, key, "2027 年度参保登记")),
        step("results", "站点收到办理结果", send),
    ]);
    for (key, paper) in
        [(LADY, "granted"), (HOUSEHOLD, "not_accepted"), (VICTIM, "granted"), (TAIWANESE, "granted")]
    {
        let person = Person::named(key)?;
        let title = format!("打印给{}的文书,当面交付", person.name());
        steps.push(of("serve", key, &title, move |world, key| hand_over(world, key, paper)));
    }
    steps.push(step("sync-served", "送达记录发到省里", send));
    Ok(steps)
}

/// A step of one person.
fn of(
    id: &str,
    key: &'static str,
    title: &str,
    deed: impl FnOnce(&mut World, &'static str) -> Outcome<Facts> + 'static,
) -> Step {
    step(&format!("{id}-{key}"), title, move |world| deed(world, key))
}

fn line_down(world: &mut World) -> Outcome<Facts> {
    world.line()?.cut();
    Ok(Facts::new())
}

fn take_in(world: &mut World, key: &str) -> Outcome<Facts> {
    let person = Person::named(key)?;
    let folder = folder(world, &format!("materials/{key}"))?;
    let form = person.write_form(&folder)?.display().to_string();
    let materials = person.materials(&folder)?;
    let mut args = vec!["case", "new", &person.item, "--form", &form];
    args.extend(materials.iter().flat_map(|one| ["--material", one.as_str()]));
    let said = world.station(&args)?;
    let mut facts = fact("number", world.learn_number(key, &said)?);
    facts.insert("sheets".to_owned(), materials.len().into());
    Ok(facts)
}

/// What is to be signed goes through the printer, the resident's hand and the scanner: here it is rasterised at 300 dpi.
/// Of the receipt only the copy that stays is signed.
fn print_sign_submit(world: &mut World, key: &str) -> Outcome<Facts> {
    let kinds = Person::named(key)?.papers();
    let mut facts = print(world, key, kinds)?;
    let number = world.number(key)?.to_owned();
    let mut sign = vec!["case".to_owned(), "sign".to_owned(), number.clone()];
    for kind in kinds {
        let paper = world.folder().join(format!("papers/{key}-{kind}.pdf"));
        let pages = pages(world, &paper, &folder(world, "scans")?)?;
        let signed = |said: &str| *kind != "receipt" || said.contains("收件凭证存档联");
        let words = words_of(&paper)?;
        let signed = pages.iter().zip(&words).filter(|(_, said)| signed(said));
        let scans = signed.map(|(page, _)| page.display().to_string());
        sign.extend(scans.flat_map(|page| ["--scan".to_owned(), page]));
    }
    facts.insert("signed_pages".to_owned(), ((sign.len() - 3) / 2).into());
    world.station(&sign.iter().map(String::as_str).collect::<Vec<_>>())?;
    world.station(&["case", "submit", &number])?;
    Ok(facts)
}

fn print(world: &World, key: &str, kinds: &[&str]) -> Outcome<Facts> {
    let folder = folder(world, "papers")?;
    let mut facts = Facts::new();
    for kind in kinds {
        let file = folder.join(format!("{key}-{kind}.pdf"));
        world.station(&["paper", world.number(key)?, kind, "--out", &file.display().to_string()])?;
        let bytes = fs::metadata(&file).map_err(Problem::file(&file))?.len();
        facts.insert(format!("{kind}_bytes"), bytes.into());
    }
    Ok(facts)
}

fn send_in_vain(world: &mut World) -> Outcome<Facts> {
    world.station_refuses(&["sync"], NO_LINE)?;
    Ok(Facts::new())
}

fn send_until_it_breaks(world: &mut World) -> Outcome<Facts> {
    world.line()?.cut_after(BREAKS);
    send_in_vain(world)?;
    Ok(fact("bytes_before_the_break", BREAKS))
}

fn send_over_a_whole_line(world: &mut World) -> Outcome<Facts> {
    world.line()?.mend();
    send(world)
}

fn send(world: &mut World) -> Outcome<Facts> {
    Ok(fact("said", world.station(&["sync"])?))
}

fn pull(world: &mut World) -> Outcome<Facts> {
    let out = folder(world, "county")?.display().to_string();
    let said = world.county(&["pull", "--out", &out])?;
    Ok(fact("pulled", read(&said)))
}

/// What the calendar says of fifteen working days from the morning of the demo.
fn count_days(world: &mut World) -> Outcome<Facts> {
    let days = ["--from", "2026-04-15", "--days", "15", "--county", COUNTY];
    let said = read(&world.station(&[&["calendar", "due"], &days[..], &["--json"]].concat())?);
    Ok(Facts::from_iter([
        ("due".to_owned(), said["due"].clone()),
        ("skipped".to_owned(), said["skipped"].clone()),
    ]))
}

fn accept(world: &mut World, key: &str) -> Outcome<Facts> {
    decide(world, key, &["--result", "accept"])
}

fn grant(world: &World, key: &str, given: &str) -> Outcome<Facts> {
    decide(world, key, &["--result", "grant", "--reason", "符合条件", "--given", given])
}

fn decide(world: &World, key: &str, result: &[&str]) -> Outcome<Facts> {
    let said = world.county(&[&["decide", world.number(key)?], result].concat())?;
    Ok(fact("decided", read(&said)))
}

fn correct(world: &mut World, key: &str) -> Outcome<Facts> {
    let mut person = Person::named(key)?;
    person.mend("bank_account", RIGHT_ACCOUNT);
    let form = person.write_form(&folder(world, &format!("materials/{key}"))?)?.display().to_string();
    world.station(&["case", "correct", world.number(key)?, "--form", &form])?;
    print_sign_submit(world, key)
}

fn supplement(world: &mut World, key: &str) -> Outcome<Facts> {
    let later = Person::named(key)?.later(&folder(world, &format!("materials/{key}"))?)?;
    for one in &later {
        world.station(&["case", "supplement", world.number(key)?, "--material", one])?;
    }
    Ok(fact("sheets", later.len()))
}

fn hand_over(world: &World, key: &str, paper: &str) -> Outcome<Facts> {
    let person = Person::named(key)?;
    let facts = print(world, key, &[paper])?;
    world.station(&["case", "serve", world.number(key)?, "--recipient", person.name()])?;
    Ok(facts)
}

/// What a program said as JSON, else as words.
fn read(said: &str) -> Value {
    serde_json::from_str(said).unwrap_or_else(|_| json!(said))
}

fn folder(world: &World, name: &str) -> Outcome<PathBuf> {
    let folder = world.folder().join(name);
    fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
    Ok(folder)
}

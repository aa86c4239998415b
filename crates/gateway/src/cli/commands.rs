//! The deeds, one function each.

use super::failure::Failure;
use super::{Arguments, BundleDeed, CatalogueDeed, Deed, Done, KeysDeed, StationDeed, UserDeed};
use super::{backup, fronts, keys, users};
use casework::moment::Moment;
use casework::place::StationCode;
use catalogue::pack::dictionary_file;
use catalogue::{Pack, PackError};
use gateway::{Clock, ServeError, Settings, dictionaries, divisions, keep_assets};
use gateway_store::{Foundation, NewStation, PackRow, Store};
use papers::{Document, Layouts};
use serde_json::json;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use wire::Dictionary;
use wire::hello::Policy;

/// Where and how a deed is done.
pub(super) struct Place {
    data: PathBuf,
    json: bool,
    pub(super) clock: Clock,
}

pub(super) fn perform(arguments: Arguments) -> Done {
    let Arguments { data, json, clock, deed } = arguments;
    let clock = clock.map_or(Clock::System, |from| Clock::set(from.into()));
    let place = Place { data, json, clock };
    match deed {
        Deed::Init { province, demo } => init(&place, Foundation { province, demo }),
        Deed::Serve { listen, fronts, console } => serve(place, listen, &fronts, console),
        Deed::Station(StationDeed::Add { code, name, assets }) => add_station(&place, &code, name, assets),
        Deed::Catalogue(CatalogueDeed::Publish { assets }) => publish(&place, &assets),
        Deed::Catalogue(CatalogueDeed::Train { assets }) => train(&place, &assets),
        Deed::User(UserDeed::Add { name, role, county, full_name }) => {
            users::add(&place, name, role, &county, full_name)
        }
        Deed::User(UserDeed::Password { name }) => users::set_password(&place, &name),
        Deed::User(UserDeed::End { name }) => users::end(&place, &name),
        Deed::User(UserDeed::List) => users::list(&place),
        Deed::Keys(KeysDeed::Export { out }) => keys::export(&place, &out),
        Deed::Keys(KeysDeed::List) => keys::list(&place),
        Deed::Keys(KeysDeed::End { key, reason, at }) => {
            keys::end(&place, key, &reason, at.map(|at| Moment::from_millis(at.as_millisecond())))
        }
        Deed::Bundle(BundleDeed::Import { files, out }) => super::bundles::import(&place, &files, &out),
        Deed::Backup { out } => backup::make(&place, &out),
        Deed::Restored { after } => backup::restored(&place, after),
        Deed::Recover { from, out, ended } => super::recovery::recover(&place, &from, &out, ended),
        Deed::Policy { daily_bytes, pause_seconds } => {
            set_policy(&place, Policy { daily_bytes, pause_seconds })
        }
    }
}

impl Place {
    pub(super) fn store(&self) -> Result<Store, Failure> {
        let store = Store::open(&self.data)?;
        if matches!(self.clock, Clock::Set { .. }) && !store.foundation().demo {
            return Err(ServeError::ClockSet.into());
        }
        Ok(store)
    }

    /// One line for a person, or one JSON object.
    pub(super) fn say(&self, words: &str, facts: &serde_json::Value) {
        if self.json {
            println!("{facts}");
        } else {
            println!("{words}");
        }
    }
}

fn init(place: &Place, foundation: Foundation) -> Done {
    if matches!(place.clock, Clock::Set { .. }) && !foundation.demo {
        return Err(ServeError::ClockSet.into());
    }
    let store = Store::init(&place.data, foundation, place.clock.now())?;
    let key = store.keys().gateway().public();
    let facts =
        json!({"data": place.data, "province": foundation.province, "demo": foundation.demo, "key": key});
    place.say(&format!("数据文件夹已准备好:{}(密钥 {})", place.data.display(), key.id()), &facts);
    Ok(())
}

fn set_policy(place: &Place, policy: Policy) -> Done {
    place.store()?.set_policy(policy, place.clock.now())?;
    place.say("记下了,各站下次连上就照着做。", &json!({"policy": policy}));
    Ok(())
}

fn serve(place: Place, listen: SocketAddr, certificates: &[PathBuf], console: Option<PathBuf>) -> Done {
    let fronts = certificates.iter().map(|front| fronts::front(front)).collect::<Result<_, _>>()?;
    let Place { data, json, clock } = place;
    let running = gateway::serve(Settings { data, listen, fronts, console, clock })?;
    if json {
        println!("{}", json!({"listening": running.url(), "tls_key": running.tls_key()}));
    } else {
        println!("listening on {}", running.url());
    }
    // whoever started this waits for the line
    let _ = std::io::stdout().flush();
    running.wait();
    Ok(())
}

fn add_station(place: &Place, code: &str, name: Option<String>, assets: Option<PathBuf>) -> Done {
    let code: StationCode =
        code.parse().map_err(|_| Failure::usage("站点代码应是 12 位村级区划代码。", "例:469028100200。"))?;
    let store = place.store()?;
    let folders = assets.into_iter().chain([place.data.join("content")]);
    let named = name.or_else(|| folders.map(|folder| divisions(&folder)).find_map(|d| d.station_name(&code)));
    let name = named.ok_or_else(|| {
        Failure::usage(
            format!("区划表里没有 {code}。"),
            "请用 --name 写出站点全称,或用 --assets 指明内容文件夹。",
        )
    })?;
    let new = NewStation { code: code.clone(), name: name.clone() };
    let enrol_code = store.add_station(new, place.clock.now())?.to_string();
    let words = format!("{name}\n登记码(七天内用一次):{enrol_code}");
    place.say(&words, &json!({"station": code, "name": name, "code": enrol_code}));
    Ok(())
}

fn publish(place: &Place, assets: &Path) -> Done {
    let store = place.store()?;
    let pack = Pack::build(assets).map_err(refused_content)?;
    refuse_layouts(&pack)?;
    refuse_dictionaries(&pack)?;
    let bytes = pack.to_bytes().map_err(refused_content)?;
    let row = PackRow { publisher: pack.publisher.publisher.clone(), version: pack.publisher.version, bytes };
    let edition = store.publish(row, place.clock.now())?;
    keep_assets(assets, &place.data)?;
    let words = format!(
        "已发布:{} 第 {} 版,{} 个事项,{} 张表单",
        edition.publisher,
        edition.version,
        pack.items.len(),
        pack.forms.len()
    );
    let facts = json!({"publisher": edition.publisher, "version": edition.version, "hash": edition.hash,
                       "items": pack.items.len(), "forms": pack.forms.len()});
    place.say(&words, &facts);
    Ok(())
}

fn train(place: &Place, assets: &Path) -> Done {
    let pack = Pack::build(assets).map_err(refused_content)?;
    let trained = dictionaries(&pack).map_err(|error| Failure::internal(&error))?;
    for (form, dictionary) in &trained {
        keep(&dictionary_file(assets, form), dictionary.as_bytes()).map_err(|_| Failure::disk())?;
    }
    let bytes: usize = trained.values().map(|dictionary| dictionary.as_bytes().len()).sum();
    let words = format!("已练好 {} 部字典,共 {} KB。请再发布一次目录。", trained.len(), bytes / 1024);
    place.say(&words, &json!({"dictionaries": trained.len(), "bytes": bytes}));
    Ok(())
}

/// The file as it was, or as it shall be.
fn keep(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    file.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    let fresh = file.with_extension("part");
    std::fs::write(&fresh, bytes)?;
    std::fs::rename(&fresh, file)
}

/// A station would do without one that was half written, and nobody would know why its cases go up so slowly.
fn refuse_dictionaries(pack: &Pack) -> Done {
    let reads = |form: &str| pack.dictionary_of(form).and_then(Dictionary::from_bytes).is_some();
    match pack.dictionaries.keys().find(|form| !reads(form)) {
        None => Ok(()),
        Some(form) => Err(Failure::rule(
            format!("表单 {form} 的压缩字典是坏的。"),
            "请用 bianmin-gateway catalogue train 重新练好,再发布。",
        )),
    }
}

/// Layouts that cannot be read, or that print a place nobody fills, are not published. An item's own way of printing its
/// form is tried on its sample by `bianmin paper lint`, which knows how a form is filled.
fn refuse_layouts(pack: &Pack) -> Done {
    let (layouts, mut flaws) = Layouts::published(&pack.papers).map_err(|error| Failure::internal(&error))?;
    if flaws.is_empty() {
        let samples = papers::samples().map_err(|error| Failure::internal(&error))?;
        let documents: Vec<Document> = samples.into_iter().map(|sample| sample.document).collect();
        flaws = layouts.lint(&documents);
        flaws.retain(|flaw| !flaw.file.starts_with("form-"));
    }
    if flaws.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = flaws.iter().map(|flaw| format!("papers/{flaw}")).collect();
    Err(Failure::rule(
        format!("文书版式有 {} 处要改:\n{}\n", lines.len(), lines.join("\n")),
        "请改好后再发布。",
    ))
}

fn refused_content(error: PackError) -> Failure {
    match error {
        PackError::Findings(findings) => {
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            Failure::rule(
                format!("内容有 {} 处要改:\n{}\n", lines.len(), lines.join("\n")),
                "请改好后再发布。",
            )
        }
        PackError::Io { path, .. } => {
            Failure::usage(format!("读不到 {}。", path.display()), "请指明内容文件夹(assets)。")
        }
        other => Failure::rule(format!("内容读不懂:{other}。"), "请改好后再发布。"),
    }
}

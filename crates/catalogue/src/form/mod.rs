//! Form packs: their data types, and a [`Form`] loaded from one, ready to be evaluated.

pub(crate) mod fields;
mod order;
pub mod pack;
mod survey;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use datalogic_rs::{DivisionByZeroHandling, Engine, EvaluationConfig, Logic, NanHandling};
use jsonschema::{Draft, Validator};
use serde_json::Value;
use thiserror::Error;

use crate::item::{Item, Slug};
use fields::{Fields, Node};
use order::Reads;
use pack::{FormPack, Rule};

pub use fields::FieldPath;
pub(crate) use survey::survey;
pub use survey::{OPERATORS, RuleFault};

/// One engine for all rules. A half-filled form is normal, so nothing that is merely not there yet is an error:
/// division by zero and "not a number" give null, and a comparison of unlike things is false.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let config = EvaluationConfig::default()
        .with_loose_equality_errors(false)
        .with_arithmetic_nan_handling(NanHandling::ReturnNull)
        .with_division_by_zero(DivisionByZeroHandling::ReturnNull);
    Engine::builder().with_config(config).build()
});

pub(crate) fn engine() -> &'static Engine {
    &ENGINE
}

/// Why a form cannot be used.
#[derive(Debug, Error)]
pub enum FormError {
    #[error("事项「{item}」配的是表单「{form}」")]
    OtherItem { item: Slug, form: Slug },
    #[error("schema 编译不过:{0}")]
    Schema(String),
    #[error("{place} 的规则:{fault}")]
    Rule { place: String, fault: RuleFault },
    #[error("规则写给了没有的字段「{0}」")]
    RuleForNothing(String),
    #[error("这些字段互相计算,绕成了圈:{}", .0.join(" → "))]
    Circle(Vec<String>),
}

/// An item's form, compiled: evaluate it as often as keys are pressed.
pub struct Form {
    pub(crate) item: Arc<Item>,
    pub(crate) pack: Arc<FormPack>,
    pub(crate) fields: Fields,
    pub(crate) schema: Validator,
    pub(crate) rules: BTreeMap<Node, NodeRules>,
    /// The nodes with `relevant` or `calc`, in the order they are settled.
    pub(crate) order: Vec<Node>,
    /// One per material of the item; none = always asked for.
    pub(crate) material_rules: Vec<Option<Logic>>,
    /// One per signature line of the paper; none = always printed.
    pub(crate) signature_rules: Vec<Option<Logic>>,
}

/// The compiled rules of one field or column.
#[derive(Default)]
pub(crate) struct NodeRules {
    pub(crate) relevant: Vec<Logic>,
    pub(crate) required: Vec<Logic>,
    pub(crate) calc: Option<Logic>,
    pub(crate) checks: Vec<(Logic, String)>,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form").field("form", &self.pack.form).field("version", &self.pack.version).finish()
    }
}

impl Form {
    /// Compiles the form of `item`.
    ///
    /// # Errors
    /// [`FormError`]: the pack belongs to another item, its schema or a rule does not compile, a rule uses a forbidden
    /// operator or an unknown field, or calculations run in a circle.
    pub fn load(item: Arc<Item>, pack: Arc<FormPack>) -> Result<Self, FormError> {
        if item.slug != pack.form {
            return Err(FormError::OtherItem { item: item.slug.clone(), form: pack.form.clone() });
        }
        let fields = Fields::of(&pack);
        let order = settled_in_order(&pack.rules, &fields)?;
        Ok(Self {
            schema: compile_schema(&pack.schema)?,
            rules: compile_rules(&pack.rules, &fields)?,
            material_rules: compile_all(item.materials.iter().map(|m| (m.name.as_str(), &m.when)), &fields)?,
            signature_rules: compile_all(
                pack.paper.signatures.iter().map(|s| (s.label.as_str(), &s.when)),
                &fields,
            )?,
            order,
            fields,
            item,
            pack,
        })
    }

    /// The item the form belongs to.
    pub fn item(&self) -> &Item {
        &self.item
    }

    /// How a paper calls the place that a path names: `家庭成员第 3 行的公民身份号码`. None where the form has none.
    pub fn printed_label(&self, path: &str) -> Option<String> {
        self.fields.spot(path).map(|spot| self.fields.printed_label(spot))
    }

    /// The data the form was loaded from: layout and paper are read from here.
    pub fn pack(&self) -> &FormPack {
        &self.pack
    }
}

/// Compiles a schema as JSON Schema 2020-12. Formats stay with the evaluation, which can say what is wrong.
pub(crate) fn compile_schema(schema: &Value) -> Result<Validator, FormError> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(false)
        .build(schema)
        .map_err(|error| FormError::Schema(error.to_string()))
}

/// Compiles one rule after its survey found nothing wrong.
fn compile(place: &str, rule: &Value, fields: &Fields, row_of: Option<usize>) -> Result<Logic, FormError> {
    let refused = |fault| FormError::Rule { place: place.to_owned(), fault };
    if let Some(fault) = survey(rule, fields, row_of).faults.into_iter().next() {
        return Err(refused(fault));
    }
    compile_logic(rule).map_err(refused)
}

pub(crate) fn compile_logic(rule: &Value) -> Result<Logic, RuleFault> {
    engine().compile(rule.to_string().as_str()).map_err(|error| RuleFault::NotCompiled(error.to_string()))
}

fn compile_all<'a>(
    rules: impl Iterator<Item = (&'a str, &'a Option<Value>)>,
    fields: &Fields,
) -> Result<Vec<Option<Logic>>, FormError> {
    rules
        .map(|(place, rule)| rule.as_ref().map(|rule| compile(place, rule, fields, None)).transpose())
        .collect()
}

fn compile_rules(rules: &[Rule], fields: &Fields) -> Result<BTreeMap<Node, NodeRules>, FormError> {
    let mut compiled: BTreeMap<Node, NodeRules> = BTreeMap::new();
    for rule in rules {
        let node = rule_node(rule, fields)?;
        let logic = |part: &Value| compile(&rule.field, part, fields, row_of(node));
        let of_node = compiled.entry(node).or_default();
        of_node.relevant.extend(rule.relevant.as_ref().map(logic).transpose()?);
        of_node.required.extend(rule.required.as_ref().map(logic).transpose()?);
        if let Some(calc) = &rule.calc {
            of_node.calc = Some(logic(calc)?);
        }
        if let Some(check) = &rule.check {
            of_node.checks.push((logic(check)?, rule.message.clone().unwrap_or_default()));
        }
    }
    Ok(compiled)
}

fn rule_node(rule: &Rule, fields: &Fields) -> Result<Node, FormError> {
    fields.node(&rule.field).ok_or_else(|| FormError::RuleForNothing(rule.field.clone()))
}

/// The table a node's rules may call `__row`.
pub(crate) fn row_of(node: Node) -> Option<usize> {
    match node {
        Node::Field(_) => None,
        Node::Column(table, _) => Some(table),
    }
}

/// The order of settling; rules for unknown fields are left to others to report.
pub(crate) fn settled_in_order(rules: &[Rule], fields: &Fields) -> Result<Vec<Node>, FormError> {
    let mut reads = Reads::new();
    for rule in rules {
        let Some(node) = fields.node(&rule.field) else {
            continue;
        };
        for part in [&rule.relevant, &rule.calc].into_iter().flatten() {
            let read = reads.entry(node).or_default();
            read.extend(survey(part, fields, row_of(node)).reads);
            read.extend(row_of(node).map(Node::Field));
        }
    }
    with_tables_before_cells(&mut reads);
    order::settle_order(&reads)
        .map_err(|circle| FormError::Circle(circle.into_iter().map(|node| fields.name(node)).collect()))
}

/// A cell is only there when its table is: who reads a column waits for the table too.
fn with_tables_before_cells(reads: &mut Reads) {
    for read in reads.values_mut() {
        let tables: Vec<Node> = read.iter().filter_map(|&node| row_of(node)).map(Node::Field).collect();
        read.extend(tables);
    }
}

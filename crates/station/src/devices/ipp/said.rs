//! What a printer said, by name. What it did not say is not there.

use ipp::attribute::IppAttributeGroup;
use ipp::model::DelimiterTag;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;

/// One group of attributes: of a printer, of a job.
pub(super) struct Said<'a>(&'a IppAttributeGroup);

impl<'a> Said<'a> {
    /// Every group of a kind, one for each printer or job.
    pub(super) fn groups(answer: &'a IppRequestResponse, kind: DelimiterTag) -> impl Iterator<Item = Self> {
        answer.attributes().groups_of(kind).map(Self)
    }

    /// The first group of a kind.
    pub(super) fn in_group(answer: &'a IppRequestResponse, kind: DelimiterTag) -> Option<Self> {
        Self::groups(answer, kind).next()
    }

    /// Names of everything in the group.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.attributes().iter().map(|attribute| attribute.name().as_str().to_owned()).collect()
    }

    pub(super) fn number(&self, name: &str) -> Option<i32> {
        match self.value(name)? {
            IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
            _ => None,
        }
    }

    /// The upper end of a range.
    pub(super) fn most(&self, name: &str) -> Option<i32> {
        match self.value(name)? {
            IppValue::RangeOfInteger { max, .. } => Some(*max),
            _ => None,
        }
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.value(name)? {
            IppValue::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A text that says something: an empty one is as good as none.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.texts(name).into_iter().find(|text| !text.trim().is_empty()).map(str::to_owned)
    }

    /// One text or a set of them.
    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        match self.value(name) {
            Some(IppValue::Array(values)) => values.iter().filter_map(text_of).collect(),
            Some(value) => text_of(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    fn value(&self, name: &str) -> Option<&'a IppValue> {
        self.0.get(name).map(|attribute| attribute.value())
    }
}

fn text_of(value: &IppValue) -> Option<&str> {
    Some(match value {
        IppValue::Keyword(text) => text.as_str(),
        IppValue::MimeMediaType(text) => text.as_str(),
        IppValue::Uri(text) => text.as_str(),
        IppValue::NameWithoutLanguage(name) | IppValue::NameWithLanguage { name, .. } => name.as_str(),
        IppValue::TextWithoutLanguage(text) | IppValue::TextWithLanguage { text, .. } => text.as_ref(),
        _ => return None,
    })
}

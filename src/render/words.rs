//! The few words that deckgen itself writes on slides, in the deck's language.

/// The titles of alerts, in the order of [`crate::markdown::Alert`].
#[derive(Clone, Copy)]
pub(super) struct Words(&'static [&'static str; 5]);

type Titles = [&'static str; 5];

const ENGLISH: Titles = ["Note", "Tip", "Important", "Warning", "Caution"];

/// Language subtags in alphabetical order.
const LANGUAGES: [(&str, Titles); 23] = [
    ("ar", ["ملاحظة", "نصيحة", "مهم", "تحذير", "تنبيه"]),
    ("cs", ["Poznámka", "Tip", "Důležité", "Varování", "Pozor"]),
    ("da", ["Bemærk", "Tip", "Vigtigt", "Advarsel", "Forsigtig"]),
    ("de", ["Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"]),
    ("el", ["Σημείωση", "Συμβουλή", "Σημαντικό", "Προειδοποίηση", "Προσοχή"]),
    ("es", ["Nota", "Consejo", "Importante", "Advertencia", "Precaución"]),
    ("fi", ["Huomautus", "Vinkki", "Tärkeää", "Varoitus", "Varo"]),
    ("fr", ["Note", "Astuce", "Important", "Avertissement", "Attention"]),
    ("he", ["הערה", "טיפ", "חשוב", "אזהרה", "זהירות"]),
    ("hu", ["Megjegyzés", "Tipp", "Fontos", "Figyelmeztetés", "Vigyázat"]),
    ("it", ["Nota", "Suggerimento", "Importante", "Avvertenza", "Attenzione"]),
    ("ja", ["メモ", "ヒント", "重要", "警告", "注意"]),
    ("ko", ["참고", "팁", "중요", "경고", "주의"]),
    ("nb", ["Merk", "Tips", "Viktig", "Advarsel", "Forsiktig"]),
    ("nl", ["Opmerking", "Tip", "Belangrijk", "Waarschuwing", "Let op"]),
    ("no", ["Merk", "Tips", "Viktig", "Advarsel", "Forsiktig"]),
    ("pl", ["Uwaga", "Wskazówka", "Ważne", "Ostrzeżenie", "Ostrożnie"]),
    ("pt", ["Nota", "Dica", "Importante", "Aviso", "Cuidado"]),
    ("ru", ["Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"]),
    ("sv", ["Obs!", "Tips", "Viktigt", "Varning", "Försiktigt"]),
    ("tr", ["Not", "İpucu", "Önemli", "Uyarı", "Dikkat"]),
    ("uk", ["Примітка", "Порада", "Важливо", "Попередження", "Обережно"]),
    ("zh", ["注意", "提示", "重要", "警告", "小心"]),
];

impl Default for Words {
    fn default() -> Words {
        Words(&ENGLISH)
    }
}

impl Words {
    /// The words of a language tag such as `pt-BR`; English where we have none.
    pub(super) fn of(tag: &str) -> Words {
        let language = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let found = LANGUAGES.binary_search_by_key(&language.as_str(), |(name, _)| name);
        found.map_or(Words::default(), |at| Words(&LANGUAGES[at].1))
    }

    pub(super) fn alert(self, alert: crate::markdown::Alert) -> &'static str {
        self.0[alert as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, Words};
    use crate::markdown::Alert;

    #[test]
    fn languages_are_found_by_their_tags() {
        assert!(LANGUAGES.is_sorted_by(|a, b| a.0 < b.0));
        for (tag, expected) in
            [("de", "Warnung"), ("pt-BR", "Aviso"), ("ZH-Hans", "警告"), ("tlh", "Warning")]
        {
            assert_eq!(Words::of(tag).alert(Alert::Warning), expected, "{tag}");
        }
    }
}

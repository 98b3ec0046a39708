import Mustache

/// Escapes by Unicode scalar.
///
/// swift-mustache 2.1.1 escapes by grapheme, so a quote that carries a combining accent (`"` + U+0301, one
/// `Character`) passes through it and closes an attribute in the browser, which reads scalars. Every template of ours
/// begins with the pragma that chooses this type; `TemplateShelf` puts it there.
struct ScalarHTML: MustacheContentType {
    /// The name templates choose it by.
    static let name = "ENTREPOT_HTML"

    func escapeText(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": safe.append(contentsOf: "&lt;".unicodeScalars)
            case ">": safe.append(contentsOf: "&gt;".unicodeScalars)
            case "&": safe.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": safe.append(contentsOf: "&quot;".unicodeScalars)
            case "'": safe.append(contentsOf: "&#39;".unicodeScalars)
            case "\0": safe.append("\u{FFFD}")
            default: safe.append(scalar)
            }
        }
        return String(safe)
    }
}

import Foundation

/// Makes a channel's own text fit to be shown and logged: no keys, no signatures, no addresses of people, no long numbers.
///
/// What a channel writes is nobody's promise: plugins put order data, query strings and HTML into error messages.
public enum Redaction {
    /// Characters kept at most.
    public static let limit = 200

    /// - Parameter secrets: Values that must not show in any case, such as the key that was used.
    public static func clean(_ text: String, secrets: [String] = []) -> String {
        var result = text
        for secret in secrets where secret.utf8.count >= 4 {
            result = result.replacingOccurrences(of: secret, with: Self.mark)
        }
        // Bounded before the patterns run, so that a huge text costs no more than a long one.
        result = String(result.prefix(4000))
        result = result.replacing(#/<[^<>]{0,500}>/#, with: " ")
        result = result.replacing(#/\b(?:ck|cs)_[0-9A-Za-z]+/#, with: Self.mark)
        result = result.replacing(
            #/(?i)\b(?:oauth_[a-z_]+|consumer_(?:key|secret)|access_token|token|secret|password|authorization)\b["']?\s*[=:]\s*["']?(?:Basic |Bearer )?[^\s"'&,;]+/#,
            with: Self.mark)
        result = result.replacing(#/(?i)\b(?:Basic|Bearer)\s+[A-Za-z0-9+\/=._-]{6,}/#, with: Self.mark)
        result = result.replacing(#/(https?:\/\/[^\s?#]+)[?#]\S*/#) { "\($0.output.1)?\(Self.mark)" }
        result = result.replacing(#/[^\s@<>"']+@[^\s@<>"']+/#, with: Self.mark)
        result = result.replacing(#/\+?\d(?:[\s().\/-]{0,2}\d){6,}/#, with: Self.mark)
        return Self.shortened(result)
    }

    /// One line, single spaces, no control characters, at most `limit` characters.
    private static func shortened(_ text: String) -> String {
        let words = text.split {
            $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
        }
        let line = words.joined(separator: " ")
        return line.count > Self.limit ? line.prefix(Self.limit - 1) + "…" : line
    }

    static let mark = "[hidden]"
}

import Foundation

/// Text as shop systems store it: with HTML entities and sometimes tags.
public enum HTMLText {
    /// One pass, so that `&amp;lt;` becomes `&lt;` and no tag.
    public static func plain(_ text: String) -> String {
        if self.isPlain(text) { return text }
        var result = ""
        var rest = text.replacing(#/<[^<>]*>/#, with: "")[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            rest = rest[start...]
            if let end = rest.prefix(12).firstIndex(of: ";"),
                let character = Self.character(rest[rest.index(after: start)..<end])
            {
                result += character
                rest = rest[rest.index(after: end)...]
            } else {
                result += "&"
                rest = rest.dropFirst()
            }
        }
        return (result + rest).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Most texts hold nothing to take away, and need no second look.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last else { return true }
        // White space may also be written with bytes from 128 on.
        guard (33..<128).contains(first), (33..<128).contains(last) else { return false }
        return !bytes.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }
    }

    private static func character(_ entity: Substring) -> String? {
        if entity.hasPrefix("#") {
            let digits = entity.dropFirst()
            let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
            let number = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
        }
        return Self.named[String(entity)]
    }

    private static let named = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "–", "mdash": "—",
        "hellip": "…", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "times": "×", "reg": "®", "copy": "©",
        "trade": "™", "deg": "°", "eacute": "é", "uuml": "ü", "ouml": "ö", "auml": "ä",
    ]
}

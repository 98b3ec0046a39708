import Foundation
import Store

/// JSON as we write it most often, without a general reader or writer: texts by name, and escaped texts.
///
/// Rows with small JSON are read and written by the thousand; what is not plain is left to Foundation.
public enum PlainJSON {
    /// An object of texts without escapes, in any spacing; `nil` for anything else.
    public static func texts(_ json: String) -> [String: String]? {
        var json = json
        return json.withUTF8 { bytes in
            var reader = Reader(bytes: bytes)
            return reader.object()
        }
    }

    /// An object of texts with sorted names.
    static func write(_ texts: [String: String]) -> String {
        if texts.isEmpty { return "{}" }
        var json = "{"
        for (index, name) in texts.keys.sorted().enumerated() {
            if index > 0 { json += "," }
            Self.append(name, to: &json)
            json += ":"
            Self.append(texts[name] ?? "", to: &json)
        }
        return json + "}"
    }

    /// A text between quotation marks, escaped as RFC 8259 (section 7) asks.
    static func append(_ text: String, to json: inout String) {
        json += "\""
        let isPlain = text.utf8.allSatisfy { $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain {
            json += text
        } else {
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": json += "\\\""
                case "\\": json += "\\\\"
                case "\n": json += "\\n"
                case "\r": json += "\\r"
                case "\t": json += "\\t"
                case "\u{8}": json += "\\b"
                case "\u{C}": json += "\\f"
                case _ where scalar.value < 32:
                    json += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                default: json.unicodeScalars.append(scalar)
                }
            }
        }
        json += "\""
    }

    private struct Reader {
        let bytes: UnsafeBufferPointer<UInt8>
        var place = 0

        mutating func object() -> [String: String]? {
            var found: [String: String] = [:]
            guard self.take("{") else { return nil }
            if self.take("}") { return self.isAtEnd ? found : nil }
            repeat {
                guard let name = self.text(), self.take(":"), let value = self.text() else { return nil }
                found[name] = value
            } while self.take(",")
            return self.take("}") && self.isAtEnd ? found : nil
        }

        private mutating func skipSpace() {
            while self.place < self.bytes.count, [32, 10, 13, 9].contains(self.bytes[self.place]) { self.place += 1 }
        }

        private var isAtEnd: Bool {
            mutating get {
                self.skipSpace()
                return self.place == self.bytes.count
            }
        }

        private mutating func take(_ sign: Unicode.Scalar) -> Bool {
            self.skipSpace()
            guard self.place < self.bytes.count, self.bytes[self.place] == UInt8(ascii: sign) else { return false }
            self.place += 1
            return true
        }

        private mutating func text() -> String? {
            guard self.take("\"") else { return nil }
            let start = self.place
            while self.place < self.bytes.count {
                let byte = self.bytes[self.place]
                if byte == UInt8(ascii: "\\") || byte < 32 { return nil }
                if byte == UInt8(ascii: "\"") {
                    defer { self.place += 1 }
                    return String(decoding: self.bytes[start..<self.place], as: UTF8.self)
                }
                self.place += 1
            }
            return nil
        }
    }
}

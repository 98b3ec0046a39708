extension Json {
    /// Reads one JSON text (RFC 8259); `nil` when the bytes are none.
    init?(_ bytes: [UInt8]) {
        var reader = JsonReader(bytes: bytes)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }
}

/// Walks over the bytes of one JSON text.
private struct JsonReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool {
        mutating get {
            self.skipSpace()
            return self.position == self.bytes.count
        }
    }

    mutating func value(depth: Int) -> Json? {
        self.skipSpace()
        guard depth < 64, self.position < self.bytes.count else { return nil }
        switch self.bytes[self.position] {
        case UInt8(ascii: "{"): return self.object(depth: depth)
        case UInt8(ascii: "["): return self.array(depth: depth)
        case UInt8(ascii: "\""): return self.string().map(Json.string)
        case UInt8(ascii: "t"): return self.word("true", .bool(true))
        case UInt8(ascii: "f"): return self.word("false", .bool(false))
        case UInt8(ascii: "n"): return self.word("null", .null)
        default: return self.number()
        }
    }

    private mutating func object(depth: Int) -> Json? {
        self.position += 1
        var members: [Json.Member] = []
        if self.take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            self.skipSpace()
            guard let name = self.string(), self.take(UInt8(ascii: ":")), let value = self.value(depth: depth + 1)
            else { return nil }
            members.removeAll { $0.name == name }
            members.append(Json.Member(name: name, value: value))
        } while self.take(UInt8(ascii: ","))
        return self.take(UInt8(ascii: "}")) ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> Json? {
        self.position += 1
        var items: [Json] = []
        if self.take(UInt8(ascii: "]")) { return .array(items) }
        repeat {
            guard let value = self.value(depth: depth + 1) else { return nil }
            items.append(value)
        } while self.take(UInt8(ascii: ","))
        return self.take(UInt8(ascii: "]")) ? .array(items) : nil
    }

    private mutating func string() -> String? {
        guard self.position < self.bytes.count, self.bytes[self.position] == UInt8(ascii: "\"") else { return nil }
        self.position += 1
        var text: [UInt8] = []
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            self.position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = self.escaped() else { return nil }
                text.append(contentsOf: String(Character(scalar)).utf8)
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escaped() -> Unicode.Scalar? {
        guard self.position < self.bytes.count else { return nil }
        let byte = self.bytes[self.position]
        self.position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let high = self.hex4() else { return nil }
            guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
            guard self.bytes[self.position...].starts(with: "\\u".utf8) else { return nil }
            self.position += 2
            guard let low = self.hex4(), (0xDC00..<0xE000).contains(low) else { return nil }
            return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        default: return nil
        }
    }

    private mutating func hex4() -> UInt32? {
        guard self.position + 4 <= self.bytes.count else { return nil }
        let digits = String(decoding: self.bytes[self.position..<self.position + 4], as: UTF8.self)
        self.position += 4
        return UInt32(digits, radix: 16)
    }

    private mutating func number() -> Json? {
        let start = self.position
        while self.position < self.bytes.count, "+-0123456789.eE".utf8.contains(self.bytes[self.position]) {
            self.position += 1
        }
        let text = String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        if let whole = Int(text) { return .integer(whole) }
        return Double(text).map(Json.number)
    }

    private mutating func word(_ word: String, _ value: Json) -> Json? {
        guard self.bytes[self.position...].starts(with: word.utf8) else { return nil }
        self.position += word.utf8.count
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        self.skipSpace()
        guard self.position < self.bytes.count, self.bytes[self.position] == byte else { return false }
        self.position += 1
        return true
    }

    private mutating func skipSpace() {
        while self.position < self.bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(self.bytes[self.position]) {
            self.position += 1
        }
    }
}

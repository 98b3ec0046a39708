/// One token of a GraphQL text (specification of October 2021, section 2.1).
enum GraphQLToken: Hashable {
    case name(String)
    case string(String)
    case integer(Int)
    case number(Double)
    /// `{`, `}`, `(`, `)`, `[`, `]`, `:`, `=`, `!`, `|`, `&`, `@`, `$`, `...`
    case mark(String)

    /// - Throws: `GraphQLError` for what is no GraphQL.
    static func read(_ text: String) throws(GraphQLError) -> [GraphQLToken] {
        var reader = GraphQLReader(Array(text.utf8))
        var tokens: [GraphQLToken] = []
        while let token = try reader.next() {
            tokens.append(token)
            guard tokens.count < 200_000 else { throw .syntax("the document is too long") }
        }
        return tokens
    }
}

/// Walks over the bytes of one GraphQL text.
private struct GraphQLReader {
    let bytes: [UInt8]
    var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() throws(GraphQLError) -> GraphQLToken? {
        self.skip()
        guard self.place < self.bytes.count else { return nil }
        let byte = self.bytes[self.place]
        switch byte {
        case UInt8(ascii: "."):
            guard self.bytes[self.place...].starts(with: Array("...".utf8)) else { throw .syntax("a lone dot") }
            self.place += 3
            return .mark("...")
        case _ where "{}()[]:=!|&@$".utf8.contains(byte):
            self.place += 1
            return .mark(String(UnicodeScalar(byte)))
        case UInt8(ascii: "\""): return .string(try self.string())
        case _ where Self.startsName(byte): return .name(self.name())
        case UInt8(ascii: "-"), 48...57: return try self.number()
        default: throw .syntax("an unexpected character")
        }
    }

    private mutating func skip() {
        while self.place < self.bytes.count {
            switch self.bytes[self.place] {
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), 0xEF, 0xBB, 0xBF: self.place += 1
            case UInt8(ascii: "#"):
                while self.place < self.bytes.count, self.bytes[self.place] != 0x0A { self.place += 1 }
            default: return
            }
        }
    }

    private static func startsName(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
    }

    private mutating func name() -> String {
        let start = self.place
        while self.place < self.bytes.count,
            Self.startsName(self.bytes[self.place]) || (48...57).contains(self.bytes[self.place])
        {
            self.place += 1
        }
        return String(decoding: self.bytes[start..<self.place], as: UTF8.self)
    }

    private mutating func number() throws(GraphQLError) -> GraphQLToken {
        let start = self.place
        while self.place < self.bytes.count, "+-0123456789.eE".utf8.contains(self.bytes[self.place]) { self.place += 1 }
        let text = String(decoding: self.bytes[start..<self.place], as: UTF8.self)
        if let whole = Int(text) { return .integer(whole) }
        guard let number = Double(text) else { throw .syntax("\(text) is no number") }
        return .number(number)
    }

    private mutating func string() throws(GraphQLError) -> String {
        if self.bytes[self.place...].starts(with: Array("\"\"\"".utf8)) { return try self.block() }
        self.place += 1
        var text: [UInt8] = []
        while self.place < self.bytes.count {
            let byte = self.bytes[self.place]
            self.place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case 0x0A: throw .syntax("a text that does not end on its line")
            case UInt8(ascii: "\\"): text += Array(String(try self.escaped()).utf8)
            default: text.append(byte)
            }
        }
        throw .syntax("a text without end")
    }

    private mutating func escaped() throws(GraphQLError) -> Character {
        guard self.place < self.bytes.count else { throw .syntax("a text without end") }
        let byte = self.bytes[self.place]
        self.place += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "u"):
            let digits = String(decoding: self.bytes[self.place...].prefix(4), as: UTF8.self)
            guard let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else {
                throw .syntax("\\u\(digits) is no character")
            }
            self.place += 4
            return Character(scalar)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(byte))
        default: throw .syntax("an unknown escape")
        }
    }

    private mutating func block() throws(GraphQLError) -> String {
        self.place += 3
        let start = self.place
        let end = Array("\"\"\"".utf8)
        while self.place < self.bytes.count, !self.bytes[self.place...].starts(with: end) { self.place += 1 }
        guard self.place < self.bytes.count else { throw .syntax("a text without end") }
        defer { self.place += 3 }
        return String(decoding: self.bytes[start..<self.place], as: UTF8.self)
    }
}

/// One word, sign or value of a statement's text.
struct SQLToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A keyword or a name, in lower case; `quoted` names are never keywords.
        case word(String, quoted: Bool)
        /// A bound value, counted from 1; `nil` for a placeholder without a number.
        case placeholder(Int?)
        /// A number or a string in the text.
        case literal
        case sign(String)
    }
    var kind: Kind

    /// The keyword, unless it is quoted.
    var keyword: String? {
        if case .word(let text, quoted: false) = self.kind { text } else { nil }
    }
    /// The name, quoted or not.
    var name: String? {
        if case .word(let text, _) = self.kind { text } else { nil }
    }
    func isSign(_ text: String) -> Bool { self.kind == .sign(text) }

    /// Cuts a statement into tokens; comments and spaces fall away.
    ///
    /// - Returns: `nil` when a quote, a comment or a dollar-quoted text does not end, or a sign is unknown.
    static func tokens(of text: String) -> [SQLToken]? {
        var reader = Reader(Array(text.utf8))
        return reader.all()
    }
}

private struct Reader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func all() -> [SQLToken]? {
        var tokens: [SQLToken] = []
        while let byte = self.peek() {
            switch byte {
            case 9, 10, 12, 13, 32: self.place += 1
            case UInt8(ascii: "-") where self.peek(1) == UInt8(ascii: "-"):
                while let next = self.peek(), next != 10 { self.place += 1 }
            case UInt8(ascii: "/") where self.peek(1) == UInt8(ascii: "*"):
                guard self.skipComment() else { return nil }
            default:
                guard let kind = self.token(byte) else { return nil }
                tokens.append(SQLToken(kind: kind))
            }
        }
        return tokens
    }

    private mutating func token(_ byte: UInt8) -> SQLToken.Kind? {
        switch byte {
        case UInt8(ascii: "'"): return self.quoted(by: byte) == nil ? nil : .literal
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
            return self.quoted(by: byte).map { .word($0.lowercased(), quoted: true) }
        case UInt8(ascii: "["):
            return self.bracketed()
        case UInt8(ascii: "?"), UInt8(ascii: "$"):
            return self.placeholder()
        case UInt8(ascii: ":") where self.peek(1) == UInt8(ascii: ":"):
            self.place += 2
            return .sign("::")
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            while let next = self.peek(), Self.isWord(next) || next == UInt8(ascii: ".") { self.place += 1 }
            return .literal
        case _ where Self.isWord(byte):
            let start = self.place
            while let next = self.peek(), Self.isWord(next) { self.place += 1 }
            let word = String(decoding: self.bytes[start..<self.place], as: UTF8.self).lowercased()
            // x'0aff', e'\n' and b'01' are literals of one piece. A backslash can hide a quote in e'…'.
            if self.peek() == UInt8(ascii: "'"), ["x", "b", "n", "e", "u"].contains(word) {
                if word == "e" || self.quoted(by: UInt8(ascii: "'")) == nil { return nil }
                return .literal
            }
            return .word(word, quoted: false)
        default: return self.sign(byte)
        }
    }

    private mutating func sign(_ byte: UInt8) -> SQLToken.Kind? {
        let single = "(),.;"
        let joined = "=<>!|&+-*/%~#@^"
        let scalar = Character(Unicode.Scalar(byte))
        if single.contains(scalar) {
            self.place += 1
            return .sign(String(scalar))
        }
        var text = ""
        while let next = self.peek(), joined.contains(Character(Unicode.Scalar(next))) {
            // A comment ends an operator, and a sign of a number begins after an equals sign.
            if text == "=" && "+-@~".utf8.contains(next) { break }
            if next == UInt8(ascii: "-") && self.peek(1) == next && !text.isEmpty { break }
            if next == UInt8(ascii: "/") && self.peek(1) == UInt8(ascii: "*") && !text.isEmpty { break }
            text.append(Character(Unicode.Scalar(next)))
            self.place += 1
        }
        if text.isEmpty { return nil }
        return .sign(text == "==" ? "=" : text)
    }

    private mutating func placeholder() -> SQLToken.Kind? {
        let mark = self.bytes[self.place]
        self.place += 1
        var digits = ""
        while let next = self.peek(), (48...57).contains(next) {
            digits.append(Character(Unicode.Scalar(next)))
            self.place += 1
        }
        if digits.isEmpty && mark == UInt8(ascii: "$") { return nil }
        return .placeholder(Int(digits))
    }

    /// Text between two quotes, where a doubled quote stands for one.
    private mutating func quoted(by quote: UInt8) -> String? {
        var text: [UInt8] = []
        self.place += 1
        while let next = self.peek() {
            self.place += 1
            if next != quote {
                text.append(next)
            } else if self.peek() == quote {
                text.append(quote)
                self.place += 1
            } else {
                return String(decoding: text, as: UTF8.self)
            }
        }
        return nil
    }

    /// `[name]` in SQLite. PostgreSQL's `array[1]` looks the same and stays harmless: a name that is no table's.
    private mutating func bracketed() -> SQLToken.Kind? {
        guard let end = self.bytes[self.place...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let text = String(decoding: self.bytes[(self.place + 1)..<end], as: UTF8.self)
        self.place = end + 1
        return .word(text.lowercased(), quoted: true)
    }

    private mutating func skipComment() -> Bool {
        self.place += 2
        while self.peek() != nil {
            // PostgreSQL nests comments and SQLite does not: what one would read, the other must not skip.
            if self.peek() == UInt8(ascii: "/") && self.peek(1) == UInt8(ascii: "*") { return false }
            if self.peek() == UInt8(ascii: "*") && self.peek(1) == UInt8(ascii: "/") {
                self.place += 2
                return true
            }
            self.place += 1
        }
        return false
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        self.bytes.indices.contains(self.place + ahead) ? self.bytes[self.place + ahead] : nil
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 95 || byte >= 128
    }
}

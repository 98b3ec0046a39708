import Foundation

/// Why an answer's body cannot be read. Names the place and the kind, never the content.
public struct UnreadableAnswer: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case empty, html, notUTF8, truncated, malformed, wrongShape
    }
    public var reason: Reason
    /// Where in the document: `line_items.0.total`; empty for the whole.
    public var place: String
    /// What was expected there; of our own making, safe to show.
    public var detail: String

    public init(_ reason: Reason, place: String = "", detail: String = "") {
        self.reason = reason
        self.place = place
        self.detail = detail
    }

    public var description: String {
        let what =
            switch self.reason {
            case .empty: "the answer is empty"
            case .html: "the answer is a web page, not JSON"
            case .notUTF8: "the answer is not UTF-8"
            case .truncated: "the answer ends in the middle"
            case .malformed: "the answer is not JSON"
            case .wrongShape: "the answer has another shape than documented"
            }
        return what + (self.place.isEmpty ? "" : " at \(self.place)") + (self.detail.isEmpty ? "" : ": \(self.detail)")
    }
}

/// Reads JSON from servers that are not always careful: a byte order mark or PHP notices may stand before it. A NUL in a text
/// is read as U+FFFD: PostgreSQL takes none, and one title must not keep its neighbours from being stored.
public enum JSONAnswer {
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from body: [UInt8]
    ) throws(UnreadableAnswer)
        -> Value
    {
        let text = try Self.cleaned(Self.withoutNUL(body))
        var failure = UnreadableAnswer(.malformed)
        for (attempt, start) in Self.starts(in: text).enumerated() {
            switch Self.attempt(type, text[start...]) {
            case .success(let value): return value
            case .failure(let found): if attempt == 0 || found.reason != .malformed { failure = found }
            }
        }
        throw failure
    }

    private static func attempt<Value: Decodable>(
        _ type: Value.Type, _ text: ArraySlice<UInt8>
    )
        -> Result<Value, UnreadableAnswer>
    {
        do {
            return .success(try JSONDecoder().decode(type, from: Data(text)))
        } catch let error as DecodingError {
            return .failure(Self.explain(error, text))
        } catch {
            return .failure(UnreadableAnswer(.malformed))
        }
    }

    /// `\u0000` as `\ufffd`, but not behind a backslash that is one itself.
    private static func withoutNUL(_ body: [UInt8]) -> [UInt8] {
        guard Self.holdsNUL(body) else { return body }
        var (body, index) = (body, 0)
        while index < body.count {
            guard body[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if body[index...].starts(with: Self.nul) { body.replaceSubrange(index + 2..<index + 6, with: "fffd".utf8) }
            index += 2
        }
        return body
    }

    /// From one backslash to the next, of which there are few: a general search of each answer cost a twentieth of all.
    private static func holdsNUL(_ body: [UInt8]) -> Bool {
        var rest = body[...]
        while let place = rest.firstIndex(of: UInt8(ascii: "\\")) {
            rest = rest[place...]
            if rest.starts(with: Self.nul) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    private static let nul = Array(#"\u0000"#.utf8)

    /// Checks what can be said without parsing, and takes a byte order mark and outer white space away.
    private static func cleaned(_ body: [UInt8]) throws(UnreadableAnswer) -> ArraySlice<UInt8> {
        guard String(validating: body, as: UTF8.self) != nil else { throw UnreadableAnswer(.notUTF8) }
        var text = body[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        text = text.drop(while: Self.isSpace)
        while let last = text.last, Self.isSpace(last) { text.removeLast() }
        guard let first = text.first else { throw UnreadableAnswer(.empty) }
        guard first == UInt8(ascii: "<") else { return text }
        let head = String(decoding: text.prefix(256), as: UTF8.self).lowercased()
        let isPage = ["<!doctype", "<html", "<head", "<?xml", "<!--"].contains { head.hasPrefix($0) }
        if isPage || !Self.mentionsPHP(text) { throw UnreadableAnswer(.html) }
        return text
    }

    /// Where the JSON may begin: at once, or behind what PHP printed before it. A few tries at most.
    private static func starts(in text: ArraySlice<UInt8>) -> [Int] {
        let opening: Set<UInt8> = [UInt8(ascii: "{"), UInt8(ascii: "[")]
        guard let first = text.first, !opening.contains(first), Self.mentionsPHP(text) else { return [text.startIndex] }
        var found: [Int] = []
        for index in text.indices.dropFirst() where opening.contains(text[index]) {
            let before = text[index - 1]
            guard Self.isSpace(before) || before == UInt8(ascii: ">") else { continue }
            found.append(index)
            if found.count == 8 { break }
        }
        return found.isEmpty ? [text.startIndex] : found
    }

    /// PHP's own words for what it prints in front of an answer (`display_errors`).
    private static func mentionsPHP(_ text: ArraySlice<UInt8>) -> Bool {
        let head = String(decoding: text.prefix(64 << 10), as: UTF8.self)
        return ["Notice", "Warning", "Deprecated", "Strict Standards"].contains { head.contains($0) }
            && head.contains(" on line ")
    }

    private static func explain(_ error: DecodingError, _ text: ArraySlice<UInt8>) -> UnreadableAnswer {
        switch error {
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            UnreadableAnswer(Self.endsInside(text) ? .truncated : .malformed)
        case .dataCorrupted(let context):
            UnreadableAnswer(.wrongShape, place: Self.path(context.codingPath), detail: "a value that cannot be read")
        case .keyNotFound(let key, let context):
            UnreadableAnswer(.wrongShape, place: Self.path(context.codingPath + [key]), detail: "missing")
        case .typeMismatch(let type, let context):
            UnreadableAnswer(.wrongShape, place: Self.path(context.codingPath), detail: "expected \(type)")
        case .valueNotFound(let type, let context):
            UnreadableAnswer(.wrongShape, place: Self.path(context.codingPath), detail: "expected \(type), found null")
        @unknown default: UnreadableAnswer(.malformed)
        }
    }

    /// `line_items.0.total`.
    static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }

    /// Whether the text stops inside a string, an array or an object.
    private static func endsInside(_ text: ArraySlice<UInt8>) -> Bool {
        var depth = 0
        var inString = false
        var escaped = false
        for byte in text {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte
                    == UInt8(ascii: "\"")
                {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return inString || depth > 0
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}

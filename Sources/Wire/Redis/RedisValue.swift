/// What a Redis server answers, in version 2 of its protocol (redis.io, "Redis serialization protocol specification").
public enum RedisValue: Sendable, Hashable {
    case text(String)
    case number(Int64)
    case bytes([UInt8])
    case nothing
    case list([RedisValue])
    /// The server's own error by its first word, such as `NOAUTH`; the rest may hold anything.
    case failure(String)
}

/// Why Redis is of no use at this moment. Nobody depends on it: whoever asks goes on without.
public enum RedisError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreachable
    case tooSlow
    /// Not what the protocol has: something else listens there.
    case nonsense
    case refused(String)
    /// It failed a moment ago and is not asked yet.
    case resting

    public var description: String {
        switch self {
        case .unreachable: "Redis cannot be reached"
        case .tooSlow: "Redis does not answer in time"
        case .nonsense: "what answers there is not Redis"
        case .refused(let code): "Redis says \(code)"
        case .resting: "Redis failed a moment ago"
        }
    }
}

/// Puts answers together out of the bytes as they arrive.
struct RedisReader {
    /// Bytes of one answer at most.
    static let most = 1 << 20
    private var buffer: [UInt8] = []

    mutating func append(_ bytes: some Sequence<UInt8>) throws(RedisError) {
        self.buffer += bytes
        guard self.buffer.count <= Self.most else { throw .nonsense }
    }

    /// The next whole answer; `nil` until more has come.
    mutating func next() throws(RedisError) -> RedisValue? {
        var place = 0
        guard let value = try self.value(&place, depth: 0) else { return nil }
        self.buffer.removeFirst(place)
        return value
    }

    private func value(_ place: inout Int, depth: Int) throws(RedisError) -> RedisValue? {
        guard depth < 4 else { throw .nonsense }
        guard let line = try self.line(&place) else { return nil }
        let rest = line.dropFirst()
        switch line.first {
        case UInt8(ascii: "+"): return .text(String(decoding: rest, as: UTF8.self))
        case UInt8(ascii: "-"):
            return .failure(String(decoding: rest.prefix { $0 != UInt8(ascii: " ") }.prefix(40), as: UTF8.self))
        case UInt8(ascii: ":"): return .number(try Self.number(rest))
        case UInt8(ascii: "$"):
            let count = try Self.number(rest)
            guard count >= 0 else { return .nothing }
            guard count <= Self.most else { throw .nonsense }
            guard self.buffer.count >= place + Int(count) + 2 else { return nil }
            defer { place += Int(count) + 2 }
            return .bytes(Array(self.buffer[place..<(place + Int(count))]))
        case UInt8(ascii: "*"):
            let count = try Self.number(rest)
            guard count >= 0 else { return .nothing }
            guard count <= 1_024 else { throw .nonsense }
            var list: [RedisValue] = []
            for _ in 0..<count {
                guard let value = try self.value(&place, depth: depth + 1) else { return nil }
                list.append(value)
            }
            return .list(list)
        default: throw .nonsense
        }
    }

    /// Up to the line's end, which is passed.
    private func line(_ place: inout Int) throws(RedisError) -> ArraySlice<UInt8>? {
        guard let end = self.buffer[place...].firstIndex(of: 13) else {
            // No line of the protocol is as long as this.
            guard self.buffer.count - place < 1_024 else { throw .nonsense }
            return nil
        }
        guard self.buffer.count > end + 1 else { return nil }
        guard self.buffer[end + 1] == 10, end > place else { throw .nonsense }
        defer { place = end + 2 }
        return self.buffer[place..<end]
    }

    private static func number(_ digits: ArraySlice<UInt8>) throws(RedisError) -> Int64 {
        guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { throw .nonsense }
        return number
    }
}

/// A command with its arguments, as bytes.
public struct RedisCommand: Sendable, Hashable {
    let words: [[UInt8]]

    public init(_ words: String...) { self.words = words.map { Array($0.utf8) } }
    public init(_ words: [[UInt8]]) { self.words = words }

    var bytes: [UInt8] {
        self.words.reduce(into: Array("*\(self.words.count)\r\n".utf8)) { bytes, word in
            bytes += Array("$\(word.count)\r\n".utf8) + word + [13, 10]
        }
    }
}

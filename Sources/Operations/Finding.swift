/// One thing that was looked at, and what to do about it.
public struct Finding: Sendable, Hashable, Encodable {
    public enum Level: String, Sendable, Hashable, Encodable {
        case fine, notice, problem
    }

    public var level: Level
    public var what: String
    public var sentence: String
    public var wayOut: String?

    /// - Parameter wayOut: What could be done all the same.
    public static func fine(_ what: String, _ sentence: String, wayOut: String? = nil) -> Finding {
        Finding(level: .fine, what: what, sentence: sentence, wayOut: wayOut)
    }

    public static func notice(_ what: String, _ sentence: String, wayOut: String?) -> Finding {
        Finding(level: .notice, what: what, sentence: sentence, wayOut: wayOut)
    }

    public static func problem(_ what: String, _ sentence: String, wayOut: String?) -> Finding {
        Finding(level: .problem, what: what, sentence: sentence, wayOut: wayOut)
    }
}

/// One thing that `entrepot doctor` looked at.
struct Finding: Sendable, Hashable, Encodable {
    enum Level: String, Sendable, Hashable, Encodable {
        case fine, notice, problem

        var mark: String {
            switch self {
            case .fine: "ok   "
            case .notice: "look "
            case .problem: "WRONG"
            }
        }
    }

    var level: Level
    var what: String
    var sentence: String
    var wayOut: String?

    static func fine(_ what: String, _ sentence: String) -> Finding {
        Finding(level: .fine, what: what, sentence: sentence)
    }

    static func notice(_ what: String, _ sentence: String, wayOut: String?) -> Finding {
        Finding(level: .notice, what: what, sentence: sentence, wayOut: wayOut)
    }

    static func problem(_ what: String, _ sentence: String, wayOut: String?) -> Finding {
        Finding(level: .problem, what: what, sentence: sentence, wayOut: wayOut)
    }
}

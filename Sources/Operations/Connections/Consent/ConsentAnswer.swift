import Foundation
import Wire

/// What a consent page sends back with the merchant.
public struct ConsentAnswer: Sendable, Hashable {
    public enum Word: Sendable, Hashable {
        /// Works once, and with our verifier only.
        case code(String)
        /// `access_denied` and the like.
        case error(String)
    }

    public var state: String
    public var word: Word
    /// All that came, by name: channels say more than the code, and call it differently.
    public var fields: [String: String]

    public init(state: String, word: Word) {
        self.state = state
        self.word = word
        switch word {
        case .code(let code): self.fields = ["state": state, "code": code]
        case .error(let error): self.fields = ["state": state, "error": error]
        }
    }

    /// Reads the query of the address that a browser was sent to.
    ///
    /// - Throws: `ConsentError.notAnAnswer` where it has no state, or neither code nor error.
    public init(query: String) throws(ConsentError) {
        let pairs = PercentEncoding.parseForm(query)
        func value(_ name: String) -> String? { pairs.first { $0.name == name && !$0.value.isEmpty }?.value }
        guard let state = value("state") else { throw .notAnAnswer }
        if let code = value("code") ?? pairs.first(where: { $0.name.hasSuffix("_code") && !$0.value.isEmpty })?.value {
            self.init(state: state, word: .code(code))
        } else if let error = value("error") {
            self.init(state: state, word: .error(error))
        } else {
            throw .notAnAnswer
        }
        self.fields = Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads a whole address that a person pasted.
    ///
    /// - Throws: `ConsentError.notAnAnswer`.
    public init(pasted text: String) throws(ConsentError) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let query = text.split(separator: "?", maxSplits: 1).last ?? ""
        try self.init(query: String(query.split(separator: "#", maxSplits: 1).first ?? ""))
    }
}

extension ConsentAnswer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "the answer of a consent page" }
    public var debugDescription: String { self.description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

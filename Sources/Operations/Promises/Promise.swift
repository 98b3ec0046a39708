/// A numbered statement about data and conduct that a test, or a control with evidence, can show.
public struct Promise: Sendable, Hashable, Encodable {
    public enum State: String, Sendable, Hashable, Encodable, CaseIterable {
        /// All of it is shown.
        case kept
        /// Some of it is shown; what is missing is said.
        case partly
        /// Nothing of it is claimed.
        case notYet = "not yet"
    }

    /// What shows it.
    public enum Proof: Sendable, Hashable {
        /// Every test of a suite, by the suite's name.
        case suite(String)
        /// One test, by its name.
        case test(String)
        /// Something in the tree that is so, and where: a page of the docs, a script, a declaration.
        case control(String, in: String)

        public var sentence: String {
            switch self {
            case .suite(let name): "suite “\(name)”"
            case .test(let name): "test “\(name)”"
            case .control(let what, let path): "\(what) (\(path))"
            }
        }
    }

    /// `ACC-8`.
    public var id: String
    public var group: String
    public var text: String
    /// Which policies and rules it is from, in the design's letters.
    public var source: String
    public var state: State
    public var proofs: [Proof]
    /// What is not shown yet; `nil` where nothing is.
    public var missing: String?

    private enum Key: String, CodingKey { case id, group, text, source, state, proofs, missing }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(self.id, forKey: .id)
        try container.encode(self.group, forKey: .group)
        try container.encode(self.text, forKey: .text)
        try container.encode(self.source, forKey: .source)
        try container.encode(self.state, forKey: .state)
        try container.encode(self.proofs.map(\.sentence), forKey: .proofs)
        try container.encodeIfPresent(self.missing, forKey: .missing)
    }
}

/// Every promise there is, with what shows it.
public enum Promises {
    /// In the order of the design.
    public static let all: [Promise] = {
        var (group, promises): (String, [Promise]) = ("", [])
        for line in String(decoding: PackageResources.promises_txt, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("## ") {
                group = String(line.dropFirst(3))
                continue
            }
            let parts = line.split(separator: "|", maxSplits: 1).map { $0.trimmed }
            guard parts.count == 2, !line.hasPrefix("#"), let cut = parts[1].lastIndex(of: "|") else { continue }
            let claim = PromiseProofs.all[parts[0]]
            promises.append(
                Promise(
                    id: parts[0], group: group, text: parts[1][..<cut].trimmed,
                    source: parts[1][parts[1].index(after: cut)...].trimmed,
                    state: claim.map { $0.missing == nil ? .kept : .partly } ?? .notYet,
                    proofs: claim?.proofs ?? [], missing: claim?.missing))
        }
        return promises
    }()
}

extension StringProtocol {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        String(self.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

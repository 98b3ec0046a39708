/// Why something did not go well, for a program and for a person. It names no secret and no buyer.
public struct ReasonCode: Sendable, Hashable, Codable {
    /// Short and stable, such as `shop.unauthorized`.
    public var code: String
    /// What happened, in one sentence.
    public var sentence: String
    /// What a person can do about it, in one sentence.
    public var wayOut: String

    public init(code: String, sentence: String, wayOut: String) {
        self.code = code
        self.sentence = sentence
        self.wayOut = wayOut
    }

    /// As the column `reason` keeps it: three lines.
    var stored: String {
        [self.code, self.sentence, self.wayOut].map { $0.replacing("\n", with: " ") }.joined(separator: "\n")
    }

    init(stored: String) {
        let lines = stored.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        self.init(
            code: lines[0], sentence: lines.count > 1 ? lines[1] : "", wayOut: lines.count > 2 ? lines[2] : "")
    }
}

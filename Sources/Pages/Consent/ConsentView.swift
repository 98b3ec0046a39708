/// What a merchant sees when a channel's consent page has sent them back: for someone who may have no other page of ours.
public struct ConsentView: Sendable, Hashable {
    public var title: String
    /// What came of it, as one sentence.
    public var sentence: String
    /// What to do now, as one sentence.
    public var wayOut: String
    /// The reason's code, where it came to nothing.
    public var code: String?
    /// Finds the request in the log, where it came to nothing.
    public var trace: String?

    public init(title: String, sentence: String, wayOut: String, code: String? = nil, trace: String? = nil) {
        self.title = title
        self.sentence = sentence
        self.wayOut = wayOut
        self.code = code
        self.trace = trace
    }

    var drawing: Drawing {
        var body: Drawing = ["title": self.title, "sentence": self.sentence, "wayOut": self.wayOut]
        body["code"] = self.code
        body["trace"] = self.trace
        return Frame(title: self.title).drawing(body)
    }
}

/// A page that could not be shown.
public struct ErrorView: Sendable, Hashable {
    /// The HTTP status, shown small.
    public var status: Int
    public var title: String
    /// What is wrong, as one sentence.
    public var sentence: String
    /// What the reader can do about it, as one sentence.
    public var wayOut: String
    /// The reason's code, for those who search for it: `sku.unknown`.
    public var code: String?
    /// Typed as it stands.
    public var command: String?
    /// Finds the request in the log.
    public var trace: String?

    public init(
        status: Int, title: String, sentence: String, wayOut: String, code: String? = nil, command: String? = nil,
        trace: String? = nil
    ) {
        self.status = status
        self.title = title
        self.sentence = sentence
        self.wayOut = wayOut
        self.code = code
        self.command = command
        self.trace = trace
    }

    var drawing: Drawing {
        var body: Drawing = [
            "status": String(self.status), "title": self.title, "sentence": self.sentence, "wayOut": self.wayOut,
        ]
        body["code"] = self.code
        body["command"] = self.command
        body["trace"] = self.trace
        return Frame(title: self.title).drawing(body)
    }
}

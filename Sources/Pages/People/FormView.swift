/// A sheet to be filled in, with what was wrong the last time.
public struct FormView: Sendable, Hashable {
    public struct Problem: Sendable, Hashable {
        public var sentence: String
        public var wayOut: String
        /// For those who search for it.
        public var code: String

        public init(sentence: String, wayOut: String, code: String) {
            self.sentence = sentence
            self.wayOut = wayOut
            self.code = code
        }
    }

    public struct Link: Sendable, Hashable {
        public var path: String
        public var words: String

        public init(_ path: String, _ words: String) {
            self.path = path
            self.words = words
        }
    }

    public var title: String
    public var sentence: String?
    /// What went well.
    public var notice: String?
    public var problem: Problem?
    /// To be copied by hand: a secret, recovery codes, a link.
    public var lines: [String]
    /// For a phone's camera; what it says is among the lines too.
    public var code: QRCode?
    /// Where it is sent; `nil` for a sheet that only says something.
    public var action: String?
    public var hidden: [String: String]
    public var fields: [FieldView]
    public var button: String
    public var isGrave: Bool
    public var links: [Link]
    /// Whose workspace is looked at, in the masthead.
    public var workspace: String?
    public var csrf: String

    public init(
        title: String, sentence: String? = nil, notice: String? = nil, problem: Problem? = nil, lines: [String] = [],
        code: QRCode? = nil, action: String? = nil, hidden: [String: String] = [:], fields: [FieldView] = [],
        button: String = "Save",
        isGrave: Bool = false, links: [Link] = [], workspace: String? = nil, csrf: String = ""
    ) {
        self.title = title
        self.sentence = sentence
        self.notice = notice
        self.problem = problem
        self.lines = lines
        self.code = code
        self.action = action
        self.hidden = hidden
        self.fields = fields
        self.button = button
        self.isGrave = isGrave
        self.links = links
        self.workspace = workspace
        self.csrf = csrf
    }

    /// As a page of its own.
    var page: Drawing {
        var drawing = self.drawing(id: "form")
        drawing["isPage"] = true
        return Frame(title: self.title, workspace: self.workspace).drawing(drawing)
    }

    /// As one card among others.
    func drawing(id: String) -> Drawing {
        var drawing: Drawing = [
            "sheet": id, "title": self.title, "button": self.button, "csrf": self.csrf, "isGrave": self.isGrave,
            "fields": self.fields.map { $0.drawing(in: id) },
            "hidden": self.hidden.sorted { $0.key < $1.key }.map { ["key": $0.key, "text": $0.value] },
            "links": self.links.map { ["path": $0.path, "words": $0.words] },
            "hasLinks": !self.links.isEmpty, "lines": self.lines.map { ["line": $0] }, "hasLines": !self.lines.isEmpty,
        ]
        drawing["sentence"] = self.sentence
        drawing["notice"] = self.notice
        drawing["action"] = self.action
        if let code { drawing["picture"] = ["side": String(code.side), "path": code.path] }
        if let problem {
            drawing["problem"] = [
                "sentence": problem.sentence, "wayOut": problem.wayOut, "code": problem.code,
            ]
        }
        return drawing
    }
}

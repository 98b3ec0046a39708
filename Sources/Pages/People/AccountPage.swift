public import Foundation

/// A member's own account.
public struct AccountPage: Sendable, Hashable {
    /// A browser that is signed in.
    public struct Session: Sendable, Hashable {
        public var id: String
        public var browser: String
        public var signedIn: Date
        public var lastSeen: Date
        public var isThis: Bool

        public init(id: String, browser: String, signedIn: Date, lastSeen: Date, isThis: Bool) {
            self.id = id
            self.browser = browser
            self.signedIn = signedIn
            self.lastSeen = lastSeen
            self.isThis = isThis
        }
    }

    public var workspace: String?
    public var now: Date
    public var notice: String?
    public var sheets: [FormView]
    public var sessions: [Session]
    public var csrf: String

    public init(
        workspace: String?, now: Date, notice: String? = nil, sheets: [FormView], sessions: [Session], csrf: String
    ) {
        self.workspace = workspace
        self.now = now
        self.notice = notice
        self.sheets = sheets
        self.sessions = sessions
        self.csrf = csrf
    }

    var drawing: Drawing {
        var body: Drawing = [
            "csrf": self.csrf, "sheets": self.sheets.enumerated().map { $1.drawing(id: "sheet\($0)") },
            "hasOtherSessions": self.sessions.count > 1,
            "sessions": self.sessions.map { session -> Drawing in
                [
                    "id": session.id, "browser": session.browser, "isThis": session.isThis,
                    "signedIn": agedTime(session.signedIn, now: self.now),
                    "lastSeen": agedTime(session.lastSeen, now: self.now),
                ]
            },
        ]
        body["news"] = self.notice
        return Frame(title: "Account", workspace: self.workspace, place: .account, now: self.now).drawing(body)
    }
}

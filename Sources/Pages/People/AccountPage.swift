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

    /// One of the member's own tokens of the API.
    public struct Token: Sendable, Hashable {
        /// Its short name.
        public var id: String
        public var name: String
        public var workspace: String
        public var role: String
        public var made: Date

        public init(id: String, name: String, workspace: String, role: String, made: Date) {
            self.id = id
            self.name = name
            self.workspace = workspace
            self.role = role
            self.made = made
        }
    }

    public var workspace: String?
    public var now: Date
    public var notice: String?
    public var sheets: [FormView]
    public var sessions: [Session]
    public var tokens: [Token]
    public var csrf: String

    public init(
        workspace: String?, now: Date, notice: String? = nil, sheets: [FormView], sessions: [Session],
        tokens: [Token] = [], csrf: String
    ) {
        self.workspace = workspace
        self.now = now
        self.notice = notice
        self.sheets = sheets
        self.sessions = sessions
        self.tokens = tokens
        self.csrf = csrf
    }

    var drawing: Drawing {
        var body: Drawing = [
            "csrf": self.csrf, "sheets": self.sheets.enumerated().map { $1.drawing(id: "sheet\($0)") },
            "hasOtherSessions": self.sessions.count > 1, "hasTokens": !self.tokens.isEmpty,
            "tokens": self.tokens.map { token -> Drawing in
                [
                    "id": token.id, "name": token.name, "workspaceName": token.workspace, "role": token.role,
                    "made": agedTime(token.made, now: self.now),
                ]
            },
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

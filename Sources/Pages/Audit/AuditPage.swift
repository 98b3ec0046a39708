public import Foundation

/// Who did what in a workspace, and what was unusual.
public struct AuditPage: Sendable, Hashable {
    /// One thing that can be chosen.
    public struct Choice: Sendable, Hashable {
        public var value: String
        public var title: String

        public init(value: String, title: String) {
            self.value = value
            self.title = title
        }
    }

    public struct Line: Sendable, Hashable {
        public var at: Date
        public var who: String
        /// Behind the name: `changed a member’s role`.
        public var sentence: String
        /// What it was done to, as far as it has a name.
        public var object: String?
        /// Numbers and codes, with their names.
        public var detail: [Choice]

        public init(at: Date, who: String, sentence: String, object: String?, detail: [Choice]) {
            self.at = at
            self.who = who
            self.sentence = sentence
            self.object = object
            self.detail = detail
        }
    }

    public struct Alarm: Sendable, Hashable {
        public var id: String
        public var at: Date
        public var sentence: String
        public var wayOut: String
        public var who: String
        public var place: String
        /// Each with who found it.
        public var findings: [String]

        public init(
            id: String, at: Date, sentence: String, wayOut: String, who: String, place: String, findings: [String]
        ) {
            self.id = id
            self.at = at
            self.sentence = sentence
            self.wayOut = wayOut
            self.who = who
            self.place = place
            self.findings = findings
        }
    }

    /// How far the log is sealed.
    public struct Seal: Sendable, Hashable {
        public var rows: Int
        public var at: Date

        public init(rows: Int, at: Date) {
            self.rows = rows
            self.at = at
        }
    }

    /// Who and what may come in, to be looked through each quarter.
    public struct Access: Sendable, Hashable {
        public struct Line: Sendable, Hashable {
            /// What the form calls it.
            public enum Kind: String, Sendable, Hashable { case member, token }

            public var kind: Kind
            public var id: String
            public var name: String
            /// Under the name: an address, or whose token it is.
            public var below: String
            /// With `data of buyers` behind it.
            public var role: String
            /// What helps to decide, a few words each.
            public var facts: [String]
            /// What was said of it this quarter, or why nothing is owed; empty where an answer is.
            public var state: String
            public var isDue: Bool
            /// Whether it cannot be taken away here: oneself, and what opens every workspace.
            public var isFixed: Bool

            public init(
                kind: Kind, id: String, name: String, below: String, role: String, facts: [String], state: String,
                isDue: Bool, isFixed: Bool
            ) {
                self.kind = kind
                self.id = id
                self.name = name
                self.below = below
                self.role = role
                self.facts = facts
                self.state = state
                self.isDue = isDue
                self.isFixed = isFixed
            }
        }

        public var quarter: String
        public var lines: [Line]

        public init(quarter: String, lines: [Line]) {
            self.quarter = quarter
            self.lines = lines
        }
    }

    /// What the list is narrowed to, as it was asked for.
    public struct Filter: Sendable, Hashable {
        public var who: String
        public var what: String
        public var from: String
        public var until: String
        public var isNarrow: Bool { !(self.who + self.what + self.from + self.until).isEmpty }

        public init(who: String = "", what: String = "", from: String = "", until: String = "") {
            self.who = who
            self.what = what
            self.from = from
            self.until = until
        }
    }

    public var workspace: String
    public var now: Date
    public var notice: String?
    public var problem: FormView.Problem?
    public var filter: Filter
    public var people: [Choice]
    public var groups: [Choice]
    public var lines: [Line]
    /// Behind which row the next page begins; `nil` at the end.
    public var next: String?
    public var alarms: [Alarm]
    public var access: Access?
    /// `nil` while nothing is sealed yet.
    public var seal: Seal?
    public var csrf: String

    public init(
        workspace: String, now: Date, notice: String? = nil, problem: FormView.Problem? = nil,
        filter: Filter = Filter(),
        people: [Choice], groups: [Choice], lines: [Line], next: String? = nil, alarms: [Alarm] = [],
        access: Access? = nil, seal: Seal?,
        csrf: String
    ) {
        self.workspace = workspace
        self.now = now
        self.notice = notice
        self.problem = problem
        self.filter = filter
        self.people = people
        self.groups = groups
        self.lines = lines
        self.next = next
        self.alarms = alarms
        self.access = access
        self.seal = seal
        self.csrf = csrf
    }
}

public import Foundation

/// Who belongs to a workspace, and who was asked in.
public struct MembersPage: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public var id: String
        public var name: String
        public var address: String
        public var role: String
        public var buyerData: Bool
        public var hasSecondFactor: Bool
        public var joined: Date
        /// Roles that the viewer may give; empty where nothing can be changed.
        public var roles: [String]
        public var isViewer: Bool
        /// API tokens that are theirs here, and fall with them.
        public var tokens: Int

        public init(
            id: String, name: String, address: String, role: String, buyerData: Bool, hasSecondFactor: Bool,
            joined: Date, roles: [String], isViewer: Bool, tokens: Int = 0
        ) {
            self.id = id
            self.name = name
            self.address = address
            self.role = role
            self.buyerData = buyerData
            self.hasSecondFactor = hasSecondFactor
            self.joined = joined
            self.roles = roles
            self.isViewer = isViewer
            self.tokens = tokens
        }
    }

    public struct Invitation: Sendable, Hashable {
        public var id: String
        public var address: String
        public var role: String
        /// What became of it, as a few words.
        public var state: String
        public var isTrouble: Bool
        public var made: Date

        public init(id: String, address: String, role: String, state: String, isTrouble: Bool, made: Date) {
            self.id = id
            self.address = address
            self.role = role
            self.state = state
            self.isTrouble = isTrouble
            self.made = made
        }
    }

    public var workspace: String
    public var now: Date
    public var notice: String?
    public var problem: FormView.Problem?
    /// An invitation's link, to be handed over. Shown this once.
    public var link: String?
    public var members: [Member]
    public var invitations: [Invitation]
    /// The sheet that invites; `nil` for who may not.
    public var invite: FormView?
    public var mayManage: Bool
    public var csrf: String

    public init(
        workspace: String, now: Date, notice: String? = nil, problem: FormView.Problem? = nil, link: String? = nil,
        members: [Member], invitations: [Invitation], invite: FormView?, mayManage: Bool, csrf: String
    ) {
        self.workspace = workspace
        self.now = now
        self.notice = notice
        self.problem = problem
        self.link = link
        self.members = members
        self.invitations = invitations
        self.invite = invite
        self.mayManage = mayManage
        self.csrf = csrf
    }

    var drawing: Drawing {
        var body: Drawing = [
            "csrf": self.csrf, "mayManage": self.mayManage, "hasInvitations": !self.invitations.isEmpty,
            "members": self.members.map { self.drawing(of: $0) },
            "invitations": self.invitations.map { invitation -> Drawing in
                [
                    "id": invitation.id, "address": invitation.address, "role": invitation.role,
                    "state": invitation.state, "isTrouble": invitation.isTrouble,
                    "made": agedTime(invitation.made, now: self.now), "mayManage": self.mayManage,
                ]
            },
        ]
        body["news"] = self.notice
        body["link"] = self.link
        if let problem {
            body["trouble"] = ["sentence": problem.sentence, "wayOut": problem.wayOut, "code": problem.code]
        }
        body["invite"] = self.invite?.drawing(id: "invite")
        return Frame(title: "Members", workspace: self.workspace, place: .members, now: self.now).drawing(body)
    }

    private func drawing(of member: Member) -> Drawing {
        var drawing: Drawing = [
            "id": member.id, "name": member.name, "address": member.address, "role": member.role,
            "hasBuyerData": member.buyerData, "hasSecondFactor": member.hasSecondFactor,
            "joined": agedTime(member.joined, now: self.now), "isViewer": member.isViewer,
            "canChange": !member.roles.isEmpty, "canRemove": !member.roles.isEmpty && !member.isViewer,
        ]
        if member.tokens > 0 { drawing["tokens"] = member.tokens == 1 ? "1 API token" : "\(member.tokens) API tokens" }
        drawing["choices"] = member.roles.map { ["choice": $0, "isChosen": $0 == member.role] as Drawing }
        return drawing
    }
}

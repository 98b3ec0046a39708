/// Who looks at a page: the corner with their name, their workspaces, and the way out.
public struct ViewerBar: Sendable, Hashable {
    public struct Workspace: Sendable, Hashable {
        public var id: String
        public var name: String
        public var role: String
        public var isCurrent: Bool

        public init(id: String, name: String, role: String, isCurrent: Bool) {
            self.id = id
            self.name = name
            self.role = role
            self.isCurrent = isCurrent
        }
    }

    public var name: String
    public var address: String
    public var workspaces: [Workspace]
    public var seesMembers: Bool
    public var seesAudit: Bool
    /// `light` or `dark`; `nil` for what the device has.
    public var look: String?
    /// What proves that a form is ours. A secret of the session.
    public var csrf: String

    public init(
        name: String, address: String, workspaces: [Workspace], seesMembers: Bool, seesAudit: Bool = false,
        look: String? = nil, csrf: String
    ) {
        self.name = name
        self.address = address
        self.workspaces = workspaces
        self.seesMembers = seesMembers
        self.seesAudit = seesAudit
        self.look = look
        self.csrf = csrf
    }

    var drawing: Drawing {
        var drawing: Drawing = [
            "name": self.name, "address": self.address, "seesMembers": self.seesMembers,
            "seesAudit": self.seesAudit, "csrf": self.csrf,
        ]
        let others = self.workspaces.filter { !$0.isCurrent }
        drawing["role"] = self.workspaces.first { $0.isCurrent }?.role
        drawing["others"] = others.map { ["id": $0.id, "workspaceName": $0.name, "role": $0.role] }
        drawing["hasOthers"] = !others.isEmpty
        drawing["look"] = self.look
        return drawing
    }
}

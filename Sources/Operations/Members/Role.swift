/// One thing that a member may or may not do in a workspace.
public enum Permission: String, Sendable, Hashable, CaseIterable {
    /// See stock, shops, plans and what happened.
    case look
    /// Count stock, set prices, edit listings, decide policies.
    case change
    /// Ship orders and answer for them.
    case ship
    /// Connect shops, stop them, let them in anew.
    case connect
    /// See who belongs to the workspace.
    case lookAtMembers = "look-at-members"
    /// Invite, remove, give roles; never above one's own.
    case manageMembers = "manage-members"
    /// See who did what, and answer for alarms.
    case audit
    /// Make others owners, and close the workspace.
    case own
    /// See buyers' personal data. In no role: it is given to a person, apart.
    case buyerData = "buyer-data"
}

/// What a member is in a workspace: a name and what it may do. The table below is the whole of it.
public struct Role: Sendable, Hashable {
    /// Stored and shown.
    public let name: String
    public let permissions: Set<Permission>
    /// What the role is for, as one sentence.
    public let sentence: String
    /// Whether it can do so much that a password alone is not enough (ACC-3).
    public let needsSecondFactor: Bool

    public static let owner = Role(
        name: "owner",
        permissions: [.look, .change, .ship, .connect, .lookAtMembers, .manageMembers, .audit, .own],
        sentence: "Everything, other owners included.", needsSecondFactor: true)
    public static let admin = Role(
        name: "admin", permissions: [.look, .change, .ship, .connect, .lookAtMembers, .manageMembers, .audit],
        sentence: "Everything but making owners.", needsSecondFactor: true)
    public static let `operator` = Role(
        name: "operator", permissions: [.look, .change, .ship, .lookAtMembers],
        sentence: "The daily work: stock, prices, listings, orders.", needsSecondFactor: false)
    public static let analyst = Role(
        name: "analyst", permissions: [.look], sentence: "Sees everything, changes nothing.",
        needsSecondFactor: false)
    public static let support = Role(
        name: "support", permissions: [.look, .ship], sentence: "Sees everything, ships orders.",
        needsSecondFactor: false)

    public static let all: [Role] = [.owner, .admin, .operator, .analyst, .support]

    /// - Returns: `nil` for a name that no role has.
    public static func named(_ name: String) -> Role? { self.all.first { $0.name == name } }

    /// Whether whoever has this role may give, change or take `other`: nobody reaches above themselves.
    func reaches(_ other: Role) -> Bool {
        self.permissions.contains(.manageMembers) && other.permissions.isSubset(of: self.permissions)
    }
}

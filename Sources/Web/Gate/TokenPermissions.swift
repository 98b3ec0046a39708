import HTTPTypes
import Operations

/// What a member's token needs for which part of the API: the same permissions that pages ask for.
enum TokenPermissions {
    /// - Parameter path: As it was asked for.
    static func needed(_ method: HTTPRequest.Method, _ path: String) -> Permission {
        let parts = path.split(separator: "/").dropFirst(2)
        return switch (method == .get, parts.first) {
        case (_, "audit"), (_, "alarms"): .audit
        case (_, "export"): .manageMembers
        case (true, _): .look
        case (false, "connections"): .connect
        case (false, "workspaces"): .own
        // Money that goes back is more than a parcel that goes out.
        case (false, "orders"): parts.last == "shipments" ? .ship : .change
        default: .change
        }
    }

    /// What is answered of a workspace that is suspended: that there is one, who did what in it, and all of it to take along.
    static func isOpenWhileSuspended(_ path: String) -> Bool {
        ["/api/v0/workspaces", "/api/v0/export", "/api/v0/audit"].contains(path)
    }
}

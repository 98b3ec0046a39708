public import Foundation
import Vault

/// Who does something, as the audit log names them: by id, never by name.
public enum Doer: Sendable, Hashable {
    case member(UUID)
    /// A program that showed a token of the API, by the token's short name (`APIToken.shortName`).
    case token(String)
    /// Whoever runs commands on the machine itself.
    case machine
    /// Entrepot by itself: no rows are written for its daily work.
    case program
    /// Somebody who has not said who they are, or could not show it.
    case nobody

    /// As a row of the log has it; `nil` for what is none.
    init?(kind: String, id: String?) {
        switch (kind, id) {
        case ("member", let id?):
            guard let id = UUID(uuidString: id) else { return nil }
            self = .member(id)
        case ("token", let name?): self = .token(name)
        case ("machine", nil): self = .machine
        case ("program", nil): self = .program
        case ("nobody", nil): self = .nobody
        default: return nil
        }
    }

    var kind: String {
        switch self {
        case .member: "member"
        case .token: "token"
        case .machine: "machine"
        case .program: "program"
        case .nobody: "nobody"
        }
    }

    var id: String? {
        switch self {
        case .member(let id): id.text
        case .token(let name): name
        case .machine, .program, .nobody: nil
        }
    }
}

import Foundation
import Vault

/// Which database: a file, or a server.
enum DatabaseAddress: Sendable, Hashable {
    case sqlite(path: String)
    /// With the password inside, for libpq.
    case postgres(Secret)

    /// - Returns: `nil` unless the text begins with `sqlite:`, `postgres://` or `postgresql://`.
    init?(_ text: String, environment: [String: String]) {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .postgres(Secret(text))
        } else if text.hasPrefix("sqlite:"), text.count > "sqlite:".count {
            self = .sqlite(path: Settings.expanded(String(text.dropFirst("sqlite:".count)), environment))
        } else {
            return nil
        }
    }

    /// For people and logs: without the password.
    var shown: String {
        switch self {
        case .sqlite(let path): return "sqlite:\(path)"
        case .postgres(let url):
            guard let parts = URLComponents(string: url.reveal()), let host = parts.host else {
                return "postgres://•••"
            }
            // Parameters may hold a password too; host, port and name are all that tells databases apart.
            let role = parts.user.map { "\($0)@" } ?? ""
            let port = parts.port.map { ":\($0)" } ?? ""
            return "postgres://\(role)\(host)\(port)\(parts.path)"
        }
    }
}

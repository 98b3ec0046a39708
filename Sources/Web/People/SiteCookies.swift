import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Vault

/// The three cookies of our pages: who is signed in, which browser this is, and what a visitor's forms are bound to.
///
/// `HttpOnly` and `SameSite=Lax` all of them. By the public address they are `Secure` and named `__Host-…`, so that no
/// other host and no plain connection can set or read them; on the machine itself there is no TLS, and the port is in
/// the name, because cookies know none.
struct SiteCookies {
    enum Kind: String { case session, device, form }

    let doorway: Doorway

    func read(_ kind: Kind, _ request: Request) -> BearerToken? {
        let token: TokenKind = kind == .device ? .device : .session
        return request.cookies[self.name(kind)].flatMap { BearerToken($0.value, kind: token) }
    }

    func set(_ kind: Kind, _ token: BearerToken, on response: inout Response) {
        let life = kind == .device ? token.kind.life.map { Int($0.components.seconds) } : nil
        self.write(kind, token.secret.reveal(), life: life, on: &response)
    }

    func clear(_ kind: Kind, on response: inout Response) { self.write(kind, "", life: 0, on: &response) }

    private func write(_ kind: Kind, _ value: String, life: Int?, on response: inout Response) {
        let isSecure =
            switch self.doorway {
            case .publicly: true
            case .machine(_, let isTLS): isTLS
            }
        response.setCookie(
            Cookie(
                name: self.name(kind), value: value, maxAge: life, path: "/", secure: isSecure, httpOnly: true,
                sameSite: .lax))
    }

    private func name(_ kind: Kind) -> String {
        switch self.doorway {
        case .publicly: "__Host-entrepot-\(kind.rawValue)"
        case .machine(let port, _): "entrepot-\(kind.rawValue)-\(port)"
        }
    }
}

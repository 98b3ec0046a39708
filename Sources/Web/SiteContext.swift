import Foundation
import Hummingbird
import NIOCore
import Operations
import Vault
import Wire

/// What is known about one request on its way through.
public struct SiteContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection; `nil` where there is none.
    let peer: String?
    /// Who asks, behind proxies that are trusted; set by `PlainGate`.
    var client: IPAddress?
    /// Whether this process ended TLS itself.
    var isTLS = false
    var trace = Trace.new()
    /// What the bearer token allows; set by `TokenGate`.
    var grant: TokenGrant?
    /// Whose rows this request is about; set by `TokenGate` where one workspace is meant.
    var workspace: Workspace = .unknown
    /// How a browser came to our pages; set by `DoorGate`.
    var doorway = Doorway.publicly
    /// The session's token and who it is; set by `VisitorGate` where somebody is signed in.
    var session: BearerToken?
    var visitor: Visitor?
    /// What the forms of somebody who is not signed in are bound to; set by `VisitorGate`.
    var stranger: BearerToken?
    /// What was sent with a form of ours; set by `FormGate`.
    var form = Form()

    enum Workspace: Sendable {
        case unknown
        case one(Desk)
        /// Why there is none: said when a route needs one.
        case none(Refusal)
    }

    public init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.peer = source.channel.remoteAddress?.ipAddress
    }

    /// The workspace that a route works on.
    ///
    /// - Throws: `Refusal` where the request names none, or one that is not there.
    func desk() throws(Refusal) -> Desk {
        switch self.workspace {
        case .one(let desk): return desk
        case .none(let refusal): throw refusal
        case .unknown: throw .unauthorized
        }
    }

    /// A part of the path, decoded.
    func part(_ name: String) throws(Refusal) -> String {
        guard let text = self.parameters.get(name), let decoded = text.removingPercentEncoding, !decoded.isEmpty else {
            throw .invalid("the path", "“\(name)” is missing or not readable.")
        }
        return decoded
    }
}

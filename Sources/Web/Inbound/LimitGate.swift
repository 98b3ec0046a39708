import Commerce
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Operations
import Wire

/// How much may come in, in requests a minute; 0 for no limit.
public struct LimitSettings: Sendable, Hashable {
    /// From one address, or from one IPv6 network of 64 bits; this machine is not counted.
    public var address: Int
    /// Forms of who is not signed in, from one address: passwords, codes, resets, invitations.
    public var door: Int
    /// Webhooks from one address: shops of one platform share theirs.
    public var hook: Int
    /// Of one signed-in member.
    public var account: Int
    /// With one bearer token.
    public var key: Int

    public init(address: Int = 600, door: Int = 20, hook: Int = 6_000, account: Int = 600, key: Int = 1_200) {
        self.address = address
        self.door = door
        self.hook = hook
        self.account = account
        self.key = key
    }
}

/// Sends away who asks too often: 429 with the fields of draft-ietf-httpapi-ratelimit-headers-10 and `Retry-After`.
struct LimitDesk: Sendable {
    let limits: InboundLimits
    let settings: LimitSettings
    let hub: Installation

    /// - Throws: `LimitReached`.
    func pass(_ policy: InboundPolicy, _ who: String, _ context: SiteContext) throws -> InboundVerdict {
        let verdict = self.limits.admit(policy, who, at: self.hub.now())
        guard !verdict.isAdmitted else { return verdict }
        let (tenant, doer) = context.whose
        // The security log counts routes; who it was is known to the alarms alone, and only where they are known to us.
        self.hub.saw(
            .limited, at: "\(policy.name) \(context.endpointPath ?? "nothing of ours")", tenant: tenant, by: doer)
        if verdict.isFirstRefusal {
            self.hub.log.notice(
                "too many requests",
                metadata: [
                    "limit": "\(policy.name)", "quota": "\(policy.quota)", "route": "\(context.endpointPath ?? "none")",
                    "trace": "\(context.trace.id)",
                ])
        }
        throw LimitReached(verdict: verdict)
    }
}

struct LimitReached: Error, Explained {
    let verdict: InboundVerdict

    var code: String { "limit.reached" }
    var sentence: String { "These are more than \(self.verdict.policy.quota) requests in a minute." }
    var wayOut: String { "Wait \(self.verdict.reset) seconds, then go on more slowly." }
}

extension InboundVerdict {
    /// The quota and what is left of it, as structured fields.
    func write(on headers: inout HTTPFields) {
        guard self.policy.quota > 0 else { return }
        headers[Self.policyName] = "\"\(self.policy.name)\";q=\(self.policy.quota);w=\(InboundPolicy.window)"
        headers[Self.limitName] = "\"\(self.policy.name)\";r=\(self.remaining);t=\(self.reset)"
        if !self.isAdmitted { headers[.retryAfter] = String(self.reset) }
    }

    private static let policyName = HTTPField.Name("RateLimit-Policy") ?? .retryAfter
    private static let limitName = HTTPField.Name("RateLimit") ?? .retryAfter
}

/// By address, before anything else is done.
struct AddressLimitGate: RouterMiddleware {
    let desk: LimitDesk

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard let client = context.client, !client.isLoopback, path != "/healthz", path != "/readyz" else {
            return try await next(request, context)
        }
        let settings = self.desk.settings
        let policy =
            path.hasPrefix("/hooks/")
            ? InboundPolicy("hook", quota: settings.hook) : InboundPolicy("address", quota: settings.address)
        _ = try self.desk.pass(policy, client.key, context)
        return try await next(request, context)
    }
}

/// By account, and at the door by address: who is not signed in yet guesses.
struct AccountLimitGate: RouterMiddleware {
    let desk: LimitDesk

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        if let visitor = context.visitor, !visitor.isHalf {
            let policy = InboundPolicy("account", quota: self.desk.settings.account)
            _ = try self.desk.pass(policy, visitor.member.uuidString, context)
        } else if request.method != .get, let client = context.client, !client.isLoopback {
            _ = try self.desk.pass(InboundPolicy("door", quota: self.desk.settings.door), client.key, context)
        }
        return try await next(request, context)
    }
}

extension IPAddress {
    /// For counting.
    fileprivate var key: String { self.subscriber.map { String($0, radix: 16) }.joined(separator: ".") }
}

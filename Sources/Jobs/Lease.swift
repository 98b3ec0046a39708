public import Foundation

/// The right to work on one key until a moment, and the token that proves it.
public struct Lease: Sendable, Hashable {
    public var kind: String
    public var key: String
    /// `nil` for work that is nobody's in particular.
    public var tenant: UUID?
    /// Who holds it: one name per claim.
    public var owner: String
    /// Grows with each claim of the key; a holder with an older one is stale.
    public var token: Int64
    /// Grows with each enqueue; tells whether something changed while we worked.
    public var generation: Int64
    /// How often the key was claimed since it last went well, this claim included: from 1.
    public var attempts: Int
    /// When the lease ends unless it is renewed.
    public var until: Date
    /// The id under which the first event behind this work was logged.
    public var trace: String?

    public init(
        kind: String, key: String, tenant: UUID?, owner: String, token: Int64, generation: Int64, attempts: Int,
        until: Date, trace: String?
    ) {
        self.kind = kind
        self.key = key
        self.tenant = tenant
        self.owner = owner
        self.token = token
        self.generation = generation
        self.attempts = attempts
        self.until = until
        self.trace = trace
    }
}

/// A lease that another has taken, or that has ended. Whoever meets it stops and saves nothing.
public enum JobError: Error, Sendable, Hashable {
    case staleLease
}

import Foundation

/// What one step of a rotation does to each kind of sealed value.
extension KeyRing<MasterKey> {
    /// A tenant's key, wrapped again under the current master key. The tenant's key itself stays, and all that it sealed.
    public func rewrap(
        _ wrapped: [UInt8], for tenant: UUID, random: RandomBytes = .system
    ) throws(VaultError) -> [UInt8] {
        try self.unwrap(wrapped, for: tenant).wrapped(for: tenant, under: self.current, random: random)
    }
}

extension KeyRing<TenantKey> {
    /// Opens a value sealed under any key of the ring, by either cipher.
    public func open(_ sealed: [UInt8], tenant: UUID, context: String) throws(VaultError) -> [UInt8] {
        try CredentialCipher.open(sealed, tenant: tenant, context: context, keys: self)
    }

    /// A value, sealed again under the current key.
    ///
    /// - Parameters:
    ///   - cipher: The one the workspace has chosen, whatever sealed the value before.
    ///   - now: Written into a Fernet token.
    public func reseal(
        _ sealed: [UInt8], tenant: UUID, context: String, cipher: CredentialCipher = .aes256GCM, now: Date,
        random: RandomBytes = .system
    ) throws(VaultError) -> [UInt8] {
        let plaintext = try self.open(sealed, tenant: tenant, context: context)
        return try cipher.seal(
            plaintext, tenant: tenant, context: context, keys: self, now: now, random: random)
    }

    /// A subject's key, wrapped again under the current tenant key. What it sealed stays as it is.
    public func rewrap(
        _ wrapped: [UInt8], for subject: SubjectID, tenant: UUID, random: RandomBytes = .system
    ) throws(VaultError) -> [UInt8] {
        try SubjectKey.unwrap(wrapped, for: subject, tenant: tenant, under: self)
            .wrapped(for: subject, tenant: tenant, under: self.current, random: random)
    }
}

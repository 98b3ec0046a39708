import Web

/// The two files of TLS in this process.
struct TLSFiles: Sendable, Hashable {
    var certificate: String
    var key: String

    /// - Throws: `SettingError.halfATLS` where there is one of them.
    static func read(_ sources: SettingSources, _ environment: [String: String]) throws(SettingError) -> TLSFiles? {
        let certificate = sources.text(.tlsCertificate).map { Settings.expanded($0, environment) }
        let key = sources.text(.tlsKey).map { Settings.expanded($0, environment) }
        switch (certificate, key) {
        case (nil, nil): return nil
        case (nil, _): throw .halfATLS(missing: Setting.tlsCertificate.name)
        case (_, nil): throw .halfATLS(missing: Setting.tlsKey.name)
        case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
        }
    }
}

extension LimitSettings {
    static func read(_ sources: SettingSources) throws(SettingError) -> LimitSettings {
        var limits = LimitSettings()
        let range = 0...1_000_000
        limits.address = try sources.number(.limitAddress, in: range) ?? limits.address
        limits.door = try sources.number(.limitDoor, in: range) ?? limits.door
        limits.hook = try sources.number(.limitHook, in: range) ?? limits.hook
        limits.account = try sources.number(.limitAccount, in: range) ?? limits.account
        limits.key = try sources.number(.limitKey, in: range) ?? limits.key
        return limits
    }
}

extension Settings {
    /// What the web front end runs with.
    ///
    /// - Throws: `CertificateError`.
    func site() throws(CertificateError) -> SiteSettings {
        var site = SiteSettings(host: self.host, port: self.port)
        site.proxies = self.proxies
        site.limits = self.limits
        if let tls { site.tls = try SiteCertificate(chain: tls.certificate, key: tls.key) }
        return site
    }
}

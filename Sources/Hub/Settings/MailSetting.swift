import Foundation
import Vault
import Wire

/// The mail server that takes our letters.
struct MailSetting: Sendable, Hashable {
    var host: String
    var port: Int
    /// TLS from the first byte; else `STARTTLS`, except on loopback.
    var isImplicit: Bool
    var user: String?
    var password: Secret?
    var from: String

    /// - Returns: `nil` where no mail is set.
    static func read(
        _ sources: SettingSources, _ environment: [String: String], _ read: (String) throws -> Data?
    ) throws(SettingError) -> MailSetting? {
        let from = sources.text(.mailFrom)
        guard var mail = try sources.value(.mail, { MailSetting(address: $0) }) else {
            if from != nil { throw .halfAMail(missing: Setting.mail.name) }
            return nil
        }
        guard let from, from.contains("@") else { throw .halfAMail(missing: Setting.mailFrom.name) }
        mail.from = from
        mail.password = try AppSetting.secret(
            "ENTREPOT_MAIL_PASSWORD", .mailPasswordFile, sources, environment, read)
        if mail.user != nil, mail.password == nil { throw .halfAMail(missing: Setting.mailPasswordFile.name) }
        return mail
    }

    /// `smtp://user@host:587`, `smtps://user@host:465`; a password does not belong into it.
    private init?(address: String) {
        guard let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty, parts.password == nil,
            parts.path.isEmpty || parts.path == "/", parts.query == nil, let scheme = parts.scheme,
            ["smtp", "smtps"].contains(scheme)
        else { return nil }
        self.host = host.trimmingCharacters(in: ["[", "]"])
        self.isImplicit = scheme == "smtps"
        self.port = parts.port ?? (self.isImplicit ? 465 : 587)
        self.user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        self.from = ""
    }

    var server: SMTPServer {
        let isHere = AddressRule.isLoopback(self.host)
        let password = self.password
        return SMTPServer(
            host: self.host, port: self.port, security: self.isImplicit ? .implicit : isHere ? .none : .startTLS,
            from: self.from, user: self.user, password: { password?.reveal() ?? "" })
    }
}

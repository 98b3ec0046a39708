import Foundation
import Operations
import Vault
import Wire

extension Settings {
    /// Where our links lead: the public address, else this machine.
    ///
    /// - Parameter port: What is listened on; of the setting where that is not known yet.
    func ownAddress(port: Int) -> URL? {
        if let publicAddress { return publicAddress }
        let host = self.host.contains(":") ? "[\(self.host)]" : self.host
        // Whatever we listen on, links that are opened on this machine name it as such.
        let own = ["0.0.0.0", "::"].contains(self.host) ? "127.0.0.1" : host
        return URL(string: "\(self.tls == nil ? "http" : "https")://\(own):\(port)")
    }

    /// How people are let in.
    ///
    /// - Throws: `SettingError.unreadableFile` for a list of passwords that is not there.
    func people() throws -> PeopleRules {
        guard let address = self.ownAddress(port: self.port) else {
            throw SettingError.outOfRange(.host, given: self.host, source: "--host")
        }
        let common: CommonPasswords
        do { common = try self.commonPasswordsFile.map { try CommonPasswords(file: $0) } ?? .builtIn } catch {
            throw SettingError.unreadableFile(
                path: self.commonPasswordsFile ?? "", reason: "it is no list of passwords that can be read")
        }
        if let path = self.breachedPasswordsFile, !FileManager.default.isReadableFile(atPath: path) {
            throw SettingError.unreadableFile(path: path, reason: "it cannot be opened")
        }
        var terms: Terms?
        if let path = self.termsFile {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8), let read = Terms(text: text) else {
                throw SettingError.unreadableFile(path: path, reason: "it holds no text that can be read")
            }
            terms = read
        }
        return PeopleRules(
            common: common, breached: self.breachedPasswordsFile.map { BreachedPasswords(path: $0) },
            needsSecondFactor: self.needsSecondFactor, address: address,
            mailer: (self.mail?.server).map { Mailer($0) }, terms: terms)
    }
}

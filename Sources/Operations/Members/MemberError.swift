public import Commerce
import Foundation
public import Vault

/// Why something about people was not done.
public enum MemberError: Error, Sendable, Hashable, Explained {
    case alreadySetUp
    case badAddress
    case badPassword([PasswordFault])
    case wrongPassword
    case wrongCode(clockOff: Int?)
    case linkSpent
    case linkExpired
    case linkUnknown
    case waiting(until: Date)
    case busy
    case notSignedIn
    case forbidden(Permission)
    case secondFactorNeeded
    case secondFactorOn
    case secondFactorOff
    case secondFactorDuty
    case memberExists
    case memberUnknown
    case roleUnknown(String)
    case roleAbove(String)
    case lastOwner
    case invitationForAnother
    case invitationNeedsSignIn
    case mailMissing
    case termsNotAccepted(String)
    case passwordTooOld(days: Int)

    public var code: String {
        switch self {
        case .alreadySetUp: "setup.done"
        case .badAddress: "member.address"
        case .badPassword: "member.password"
        case .wrongPassword: "member.wrong-password"
        case .wrongCode: "member.wrong-code"
        case .linkSpent: "link.spent"
        case .linkExpired: "link.expired"
        case .linkUnknown: "link.unknown"
        case .waiting: "sign-in.wait"
        case .busy: "sign-in.busy"
        case .notSignedIn: "sign-in.needed"
        case .forbidden: "member.forbidden"
        case .secondFactorNeeded: "second-factor.needed"
        case .secondFactorOn: "second-factor.on"
        case .secondFactorOff: "second-factor.off"
        case .secondFactorDuty: "second-factor.duty"
        case .memberExists: "member.exists"
        case .memberUnknown: "member.unknown"
        case .roleUnknown: "role.unknown"
        case .roleAbove: "role.above"
        case .lastOwner: "member.last-owner"
        case .invitationForAnother: "invitation.for-another"
        case .invitationNeedsSignIn: "invitation.sign-in"
        case .mailMissing: "mail.missing"
        case .termsNotAccepted: "terms.not-accepted"
        case .passwordTooOld: "password.too-old"
        }
    }

    public var sentence: String {
        switch self {
        case .alreadySetUp: "This installation has its first member already."
        case .badAddress: "This is no e-mail address that can be used here."
        case .badPassword(let faults): faults.map(\.description).joined(separator: " ")
        case .wrongPassword: "The address or the password is wrong."
        case .wrongCode(let off):
            off.map { "The code is right for another time: your phone's clock is \(Self.minutes($0)) off." }
                ?? "The code is wrong, or was used already."
        case .linkSpent: "This link was used already, or a newer one took its place."
        case .linkExpired: "This link's time is over."
        case .linkUnknown: "This link is not one of ours."
        case .waiting: "There were too many wrong attempts."
        case .busy: "Too many people sign in at this moment."
        case .notSignedIn: "This needs somebody who is signed in."
        case .forbidden(let permission): "Your role in this workspace does not include “\(permission.rawValue)”."
        case .secondFactorNeeded: "Your role needs a second factor, and you have none yet."
        case .secondFactorOn: "The second factor is on already."
        case .secondFactorOff: "There is no second factor."
        case .secondFactorDuty: "Your role needs a second factor: it cannot be turned off."
        case .memberExists: "This person belongs to the workspace already."
        case .memberUnknown: "There is no such member."
        case .roleUnknown(let name): "There is no role called “\(excerpt(name))”."
        case .roleAbove(let name): "Your own role does not reach as far as “\(name)”."
        case .lastOwner: "A workspace cannot be without an owner, and this is the last one."
        case .invitationForAnother: "This invitation is for another address than the one you are signed in with."
        case .invitationNeedsSignIn: "There is an account with this invitation's address."
        case .mailMissing: "This installation sends no mail."
        case .termsNotAccepted(let version): "The terms “\(version)” have not been accepted."
        case .passwordTooOld(let days):
            "Your password is older than \(days) days, and you may see buyers’ data from Amazon."
        }
    }

    public var wayOut: String {
        switch self {
        case .alreadySetUp: "Sign in, or let a member invite you."
        case .badAddress: "Write it as name@example.org, without accents."
        case .badPassword: "Choose another."
        case .wrongPassword: "Try again, or choose a new password by mail."
        case .wrongCode(let off):
            off == nil ? "Wait for the next code and try again." : "Set the phone's clock by itself, and try again."
        case .linkSpent, .linkUnknown: "Ask for a new one."
        case .linkExpired: "Ask for a new one."
        case .waiting(let until): "Try again after \(Self.time(until)) UTC, or choose a new password by mail."
        case .busy: "Try again in some seconds."
        case .notSignedIn: "Sign in and try again."
        case .forbidden: "Ask an owner or admin of the workspace."
        case .secondFactorNeeded: "Turn it on; it takes a minute."
        case .secondFactorOn: "Turn it off first to set up another phone."
        case .secondFactorOff: "Turn it on first."
        case .secondFactorDuty: "Give the role away first, or set up another phone with a recovery code."
        case .memberExists: "Change the role in the list of members."
        case .memberUnknown: "List them with: entrepot member list"
        case .roleUnknown: "Use one of: \(Role.all.map(\.name).joined(separator: ", "))."
        case .roleAbove: "Ask an owner."
        case .lastOwner: "Make another member an owner first."
        case .invitationForAnother: "Sign out and open the link again, or ask for an invitation to your own address."
        case .invitationNeedsSignIn: "Sign in with it, then open the link again."
        case .mailMissing: "Set `mail` and `mail-from` (docs/settings.md), or hand over the link yourself."
        case .termsNotAccepted: "Read them, and tick that you accept them."
        case .passwordTooOld: "Choose another below; then everything is as it was."
        }
    }

    private static func minutes(_ seconds: Int) -> String {
        let minutes = Double(abs(seconds)) / 60
        return minutes < 1 ? "half a minute" : "\(Int(minutes.rounded())) min"
    }

    private static func time(_ date: Date) -> String {
        date.ISO8601Format().replacing("T", with: " ").replacing("Z", with: "")
    }
}

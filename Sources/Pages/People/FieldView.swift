/// One thing to be filled in.
public struct FieldView: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case text, email, phone
        /// With what a password manager is to make of it.
        case newPassword, oldPassword
        /// Digits of a phone, or a recovery code.
        case code
        /// A choice of words, each with what it means.
        case choice([String])
        case check
        /// Shown, and not to be changed.
        case fixed
    }

    public var name: String
    public var label: String
    public var kind: Kind
    public var value: String
    /// Said below, small.
    public var hint: String?
    public var isRequired: Bool
    /// What a browser may fill in; by default what the kind says.
    public var autocomplete: String?

    public init(
        _ name: String, _ label: String, _ kind: Kind = .text, value: String = "", hint: String? = nil,
        isRequired: Bool = true, autocomplete: String? = nil
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.value = value
        self.hint = hint
        self.isRequired = isRequired
        self.autocomplete = autocomplete
    }

    /// - Parameter form: Makes the id one of its kind on the page.
    func drawing(in form: String) -> Drawing {
        var drawing: Drawing = [
            "id": "\(form)-\(self.name)", "name": self.name, "label": self.label, "value": self.value,
            "isRequired": self.isRequired,
        ]
        drawing["hint"] = self.hint
        let (type, autocomplete, mode): (String, String, String?) =
            switch self.kind {
            case .email: ("email", "username", "email")
            case .phone: ("tel", "tel", "tel")
            case .newPassword: ("password", "new-password", nil)
            case .oldPassword: ("password", "current-password", nil)
            case .code: ("text", "one-time-code", nil)
            default: ("text", "off", nil)
            }
        drawing["type"] = type
        drawing["autocomplete"] = self.autocomplete ?? autocomplete
        drawing["mode"] = mode
        switch self.kind {
        case .choice(let words):
            drawing["choices"] = words.map { ["choice": $0, "isChosen": $0 == self.value] as Drawing }
            drawing["isChoice"] = true
        case .check:
            drawing["isCheck"] = true
            // A tick may carry what was agreed to.
            drawing["tick"] = self.value.isEmpty ? "yes" : self.value
        case .fixed: drawing["isFixed"] = true
        default: drawing["isInput"] = true
        }
        return drawing
    }
}

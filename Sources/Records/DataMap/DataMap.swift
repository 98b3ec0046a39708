/// What every stored column is, why it is kept, for how long and where it came from (COL-1), in fideslang's words.
public enum DataMap {
    /// fideslang data categories, as far as this schema has any.
    public enum Category: String, Sendable, Hashable, CaseIterable {
        /// `system.operations`: what the product needs to work, about goods and not about people.
        case operations = "system.operations"
        /// `user.unique_id`: ids of rows and of records at a channel; none names a person.
        case identifier = "user.unique_id"
        /// `user.authorization.credentials`: always sealed, or only a digest.
        case credential = "user.authorization.credentials"
        /// A member's own name, address, phone, company, language: never a buyer's.
        case name = "user.name"
        case address = "user.contact.email"
        case phone = "user.contact.phone_number"
        case company = "user.contact.organization"
        case preference = "user.account.settings"
        /// Which browser on which system, in two words.
        case device = "user.device"
    }

    /// Whom a row is about.
    public enum Subject: String, Sendable, Hashable { case tenant, member, buyer }

    /// GDPR, article 6 (1).
    public enum Ground: String, Sendable, Hashable { case contract, legalObligation, legitimateInterests, consent }

    public enum Retention: Sendable, Hashable {
        case asLongAsTenant
        /// Until the member asks for deletion (RET-1).
        case asLongAsMember
        /// And 30 days after disconnecting, for export (RET-2).
        case asLongAsConnection
        case days(Int)
        /// Taken out when it has been worked on.
        case untilWorked
    }

    public enum Source: String, Sendable, Hashable { case tenant, member, channel, derived }

    /// One table's labels; its columns by category.
    public struct TableLabel: Sendable, Hashable {
        public var name: String
        public var purpose: String
        public var subject: Subject
        public var ground: Ground
        public var retention: Retention
        public var source: Source
        public var columns: [String: Category]

        /// - Parameter columns: Names separated by spaces or line breaks, by category.
        init(
            _ name: String, purpose: String, subject: Subject, ground: Ground, retention: Retention, source: Source,
            columns: [Category: String]
        ) {
            self.name = name
            self.purpose = purpose
            self.subject = subject
            self.ground = ground
            self.retention = retention
            self.source = source
            self.columns = [:]
            for (category, names) in columns {
                for column in names.split(whereSeparator: \.isWhitespace) { self.columns[String(column)] = category }
            }
        }
    }
}

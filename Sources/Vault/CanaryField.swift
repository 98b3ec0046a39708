import Foundation

/// A canary for each of many fields, and one question for all of them.
public struct CanaryField: Sendable {
    /// One that was seen where it must not be.
    public struct Sighting: Sendable, Hashable, CustomStringConvertible {
        /// The field that leaked.
        public let name: String
        /// Where it was seen, as the caller calls it.
        public let place: String
        public let disguises: Set<Canary.Disguise>

        /// Safe to show: the secret is not in it.
        public var description: String {
            "\(self.name) in \(self.place) (\(self.disguises.map(\.rawValue).sorted().joined(separator: ", ")))"
        }
    }

    private var canaries: [String: Canary]

    /// - Parameter names: One for each field that holds a secret.
    public init(_ names: [String], random: RandomBytes = .system) {
        self.canaries = Dictionary(
            names.map { ($0, Canary.generate($0, random: random)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Looks for one more secret, which the product made itself.
    public mutating func watch(_ name: String, _ secret: Secret) {
        self.canaries[name] = .watching(name, secret)
    }

    /// The names of all that is looked for, sorted.
    public var names: [String] { self.canaries.keys.sorted() }

    /// What to put into that field; `nil` for a field that was not named.
    public subscript(_ name: String) -> Secret? { self.canaries[name]?.secret }

    /// Every canary that `text` shows.
    ///
    /// - Parameter place: What was looked through: `log`, a page's path, a file's name.
    public func sightings(in text: String, at place: String) -> [Sighting] {
        let (bytes, small) = (Data(text.utf8), Data(text.lowercased().utf8))
        return self.canaries.values.compactMap { canary in
            let disguises = canary.traces(in: bytes, small: small)
            return disguises.isEmpty ? nil : Sighting(name: canary.name, place: place, disguises: disguises)
        }.sorted { $0.name < $1.name }
    }
}

import Foundation
import Synchronization
import Vault

/// Everything that a program let out, and what of it may hold which secret: one that is shown once on purpose.
final class Haul: Sendable {
    private struct Piece: Sendable {
        var place: String
        var text: String
        /// Names of secrets that are shown here on purpose.
        var shown: Set<String>
    }

    private let pieces = Mutex<[Piece]>([])

    /// - Parameter shown: What is shown here on purpose.
    func add(_ place: String, _ text: String, shows shown: Set<String> = []) {
        self.pieces.withLock { $0.append(Piece(place: place, text: text, shown: shown)) }
    }

    /// Bytes of which many are no text.
    func add(_ place: String, _ bytes: Data) {
        self.add(place, String(decoding: bytes.map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }, as: UTF8.self))
    }

    /// How many characters came from places that begin so.
    func size(_ place: String) -> Int {
        self.pieces.withLock { $0.filter { $0.place.hasPrefix(place) }.map(\.text.utf8.count).reduce(0, +) }
    }

    /// Every secret that is where it must not be.
    ///
    /// - Parameter onPurpose: Those instead that are where they may be, to see that they would be found.
    func sightings(of field: CanaryField, onPurpose: Bool = false) -> [CanaryField.Sighting] {
        let pieces = self.pieces.withLock { $0 }
        return pieces.flatMap { piece in
            field.sightings(in: piece.text, at: piece.place).filter { piece.shown.contains($0.name) == onPurpose }
        }
    }
}

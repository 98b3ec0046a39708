/// One code with one mask: patterns that are always there, what says which mask it is, and the words in between.
struct QRDrawing {
    private(set) var modules: [[Bool]]
    /// Where no word may lie.
    private var isFixed: [[Bool]]
    private let version: QRVersion

    init(_ version: QRVersion, words: [UInt8], mask: Int) {
        self.version = version
        let empty = Array(repeating: Array(repeating: false, count: version.side), count: version.side)
        (self.modules, self.isFixed) = (empty, empty)
        self.drawPatterns()
        self.drawFormat(mask)
        self.drawVersion()
        self.drawWords(words, mask)
    }

    private mutating func fix(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<self.version.side).contains(x), (0..<self.version.side).contains(y) else { return }
        self.modules[y][x] = isDark
        self.isFixed[y][x] = true
    }

    /// Finders with their separators, timing, alignment (6.3).
    private mutating func drawPatterns() {
        let last = self.version.side - 1
        for index in 0...last {
            self.fix(index, 6, index % 2 == 0)
            self.fix(6, index, index % 2 == 0)
        }
        for (x, y) in [(3, 3), (last - 3, 3), (3, last - 3)] {
            for dy in -4...4 {
                for dx in -4...4 {
                    let ring = max(abs(dx), abs(dy))
                    self.fix(x + dx, y + dy, ring != 2 && ring != 4)
                }
            }
        }
        let centres = self.version.alignment
        for x in centres {
            for y in centres where !self.isCorner(x, y) {
                for dy in -2...2 {
                    for dx in -2...2 { self.fix(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) }
                }
            }
        }
    }

    /// Where a finder is already.
    private func isCorner(_ x: Int, _ y: Int) -> Bool {
        guard let first = self.version.alignment.first, let last = self.version.alignment.last else { return true }
        return (x == first && y == first) || (x == first && y == last) || (x == last && y == first)
    }

    /// Level and mask with ten bits of correction, twice (7.9). Level M is 00.
    private mutating func drawFormat(_ mask: Int) {
        var rest = mask << 10
        for place in stride(from: 14, through: 10, by: -1) where rest >> place & 1 == 1 {
            rest ^= 0x537 << (place - 10)
        }
        let bits = (mask << 10 | rest) ^ 0x5412
        let side = self.version.side
        func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0..<15 {
            let (x, y) =
                switch index {
                case ..<6: (8, index)
                case 6, 7: (8, index + 1)
                case 8: (7, 8)
                default: (14 - index, 8)
                }
            self.fix(x, y, bit(index))
            if index < 8 {
                self.fix(side - 1 - index, 8, bit(index))
            } else {
                self.fix(8, side - 15 + index, bit(index))
            }
        }
        self.fix(8, side - 8, true)
    }

    /// The number with twelve bits of correction, twice, from version 7 on (7.10).
    private mutating func drawVersion() {
        guard self.version.number >= 7 else { return }
        var rest = self.version.number << 12
        for place in stride(from: 17, through: 12, by: -1) where rest >> place & 1 == 1 {
            rest ^= 0x1F25 << (place - 12)
        }
        let bits = self.version.number << 12 | rest
        for index in 0..<18 {
            let (short, long) = (index / 3, self.version.side - 11 + index % 3)
            self.fix(long, short, bits >> index & 1 == 1)
            self.fix(short, long, bits >> index & 1 == 1)
        }
    }

    /// In columns of two from the right, upwards and downwards in turn, around what is fixed (7.7.3).
    private mutating func drawWords(_ words: [UInt8], _ mask: Int) {
        let last = self.version.side - 1
        var index = 0
        var isUpwards = true
        for right in stride(from: last, through: 1, by: -2) {
            // The column of the timing pattern holds nothing.
            let right = right <= 6 ? right - 1 : right
            for step in 0...last {
                let y = isUpwards ? last - step : step
                for x in [right, right - 1] where !self.isFixed[y][x] {
                    let isDark = index < words.count * 8 && words[index / 8] >> (7 - index % 8) & 1 == 1
                    self.modules[y][x] = isDark != Self.isMasked(mask, x, y)
                    index += 1
                }
            }
            isUpwards.toggle()
        }
    }

    /// Table 10.
    private static func isMasked(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (y / 2 + x / 3) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }

    /// What a reader would stumble over: long runs, blocks, things that look like a finder, too much of one colour (7.8.3).
    var penalty: Int {
        let side = self.version.side
        let columns = (0..<side).map { x in self.modules.map { $0[x] } }
        var sum = (self.modules + columns).reduce(0) { $0 + Self.runs(in: $1) + Self.finders(in: $1) }
        for y in 0..<(side - 1) {
            for x in 0..<(side - 1) {
                let first = self.modules[y][x]
                if first == self.modules[y][x + 1], first == self.modules[y + 1][x], first == self.modules[y + 1][x + 1]
                {
                    sum += 3
                }
            }
        }
        let dark = self.modules.reduce(0) { $0 + $1.count { $0 } }
        return sum + abs(dark * 20 - side * side * 10) / (side * side) * 10
    }

    private static func runs(in line: [Bool]) -> Int {
        var (sum, length) = (0, 0)
        for (index, module) in line.enumerated() {
            length = index > 0 && line[index - 1] == module ? length + 1 : 1
            if length == 5 { sum += 3 } else if length > 5 { sum += 1 }
        }
        return sum
    }

    private static func finders(in line: [Bool]) -> Int {
        let finder = [true, false, true, true, true, false, true]
        let light = [false, false, false, false]
        return (0...(line.count - 11)).count { start in
            let part = Array(line[start..<(start + 11)])
            return part == light + finder || part == finder + light
        } * 40
    }
}

//! The few things in Exif data that matter here: how a picture is turned, and whether it tells where it
//! was taken.
//!
//! Exif data is a TIFF file: a header, then folders of entries of twelve bytes (Exif 2.32, section 4.6).

const ORIENTATION: u16 = 0x0112;
const GPS_FOLDER: u16 = 0x8825;
const GPS_LATITUDE: u16 = 0x0002;

/// A reader of one block of Exif data.
#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    big_endian: bool,
}

/// How the picture is turned and mirrored, from 1 (not at all) to 8; 1 when the data does not tell.
pub(super) fn orientation(bytes: &[u8]) -> u8 {
    let value = Tiff::of(bytes).and_then(|tiff| {
        let entry = tiff.entry(tiff.first_folder()?, ORIENTATION)?;
        tiff.short(entry + 8)
    });
    value.filter(|value| (1..=8).contains(value)).map_or(1, |value| value as u8)
}

/// Whether the data has a latitude.
pub(super) fn tells_place(bytes: &[u8]) -> bool {
    let latitude = Tiff::of(bytes).and_then(|tiff| {
        let entry = tiff.entry(tiff.first_folder()?, GPS_FOLDER)?;
        let folder = tiff.long(entry + 8)?;
        tiff.entry(folder as usize, GPS_LATITUDE)
    });
    latitude.is_some()
}

/// Exif data that tells how a picture is turned and nothing else.
pub(super) fn only_orientation(orientation: u8) -> Vec<u8> {
    // Header; one entry: tag, type 3 (two bytes), one value; no further folder.
    let mut bytes = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    bytes.extend([orientation, 0, 0, 0, 0, 0, 0]);
    bytes
}

impl<'a> Tiff<'a> {
    fn of(bytes: &'a [u8]) -> Option<Tiff<'a>> {
        let big_endian = match bytes.get(..4)? {
            b"MM\0*" => true,
            b"II*\0" => false,
            _ => return None,
        };
        Some(Tiff { bytes, big_endian })
    }

    fn first_folder(self) -> Option<usize> {
        self.long(4).map(|at| at as usize)
    }

    /// Where the entry with a tag begins. A folder has at most 65535 entries.
    fn entry(self, folder: usize, tag: u16) -> Option<usize> {
        let count = usize::from(self.short(folder)?);
        let mut entries = (0..count).map(|index| folder + 2 + 12 * index);
        entries.find(|&at| self.short(at) == Some(tag))
    }

    fn short(self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(if self.big_endian { u16::from_be_bytes(*bytes) } else { u16::from_le_bytes(*bytes) })
    }

    fn long(self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(if self.big_endian { u32::from_be_bytes(*bytes) } else { u32::from_le_bytes(*bytes) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read() {
        for value in 1..=8 {
            let bytes = only_orientation(value);
            assert_eq!(orientation(&bytes), value);
            assert!(!tells_place(&bytes));
        }
        assert_eq!(orientation(&only_orientation(9)), 1);
        assert_eq!(orientation(b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"), 6);
    }

    #[test]
    fn places_need_a_latitude() {
        let gps = |tag: u8| {
            let folder = b"MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0";
            [&folder[..], &[0, 1, 0, tag, 0, 5, 0, 0, 0, 3, 0, 0, 0, 0]].concat()
        };
        assert!(tells_place(&gps(2)));
        assert!(!tells_place(&gps(0)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(start in "MM\0[*]|II[*]\0|", bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let bytes = [start.as_bytes(), &bytes].concat();
            prop_assert!((1..=8).contains(&orientation(&bytes)));
            let _ = tells_place(&bytes);
        }
    }
}

package k4j.cri.image;

import java.util.List;

/// Use of the file systems that hold images and the writable layers of containers.
public record ImageFsInfo(
    List<FilesystemUsage> imageFilesystems, List<FilesystemUsage> containerFilesystems) {
  public ImageFsInfo {
    imageFilesystems = List.copyOf(imageFilesystems);
    containerFilesystems = List.copyOf(containerFilesystems);
  }
}
